"""Tweets of state-linked information operations, as Twitter published them from October 2018 to 2022, accounts hashed.

https://transparency.x.com/en/reports/moderation-research.html; the readme of each release describes the columns.
"""

from __future__ import annotations

from audit.loaders.profiles.profiles import Profile

INFOOPS = Profile(
    name="infoops",
    title="Twitter information operations releases (hashed CSV)",
    command="postaudit run ira_tweets_csv_hashed.csv",
    header=(
        "tweetid,userid,user_display_name,user_screen_name,user_reported_location,user_profile_description,user_profile_url,"
        "follower_count,following_count,account_creation_date,account_language,tweet_language,tweet_text,tweet_time,"
        "tweet_client_name,in_reply_to_userid,in_reply_to_tweetid,quoted_tweet_tweetid,is_retweet,retweet_userid,retweet_tweetid,"
        "latitude,longitude,quote_count,reply_count,like_count,retweet_count,hashtags,urls,user_mentions,poll_choices"
    ),
    signatures=("tweetid,userid,tweet_text,tweet_time,is_retweet",),
    fields=(
        ("post_id", "tweetid", ""),
        ("author_id", "userid", ""),
        ("text", "tweet_text", "without RT"),
        ("created_at", "tweet_time", ""),
        ("lang", "tweet_language", "twitter"),
        ("kind", "is_retweet", "repost"),
        ("kind", "retweet_tweetid", "filled repost"),
        ("kind", "in_reply_to_tweetid", "filled reply"),
        ("kind", "quoted_tweet_tweetid", "filled quote"),
        ("repost_of", "retweet_tweetid", ""),
        ("reply_to", "in_reply_to_tweetid", ""),
        ("quote_of", "quoted_tweet_tweetid", ""),
        ("likes", "like_count", ""),
        ("reposts", "retweet_count", ""),
        ("replies", "reply_count", ""),
        ("hashtags", "hashtags", ""),
        ("urls", "urls", ""),
        ("mentions", "user_mentions", ""),
        ("attribute:location", "user_reported_location", ""),
        ("attribute:account_language", "account_language", ""),
        ("attribute:account_created", "account_creation_date", "year"),
        ("attribute:followers", "follower_count", "band"),
    ),
    constants=(("platform", "twitter"),),
)
