"""Tables of tweets as they are passed around: by twint, GetOldTweets3, twitterscraper, rtweet, and Tweepy scripts.

Their headers are told apart by columns that no other tool has; one mapping serves them all, since no name means two things.
"""

from __future__ import annotations

from audit.loaders.profiles.profiles import Profile

TWITTER_DUMP = Profile(
    name="twitter-dump",
    title="CSV of tweets by twint, GetOldTweets3, twitterscraper, rtweet, or of Kaggle's kind",
    command="postaudit run tweets.csv",
    header=(
        # twint
        "id,conversation_id,created_at,date,time,timezone,user_id,username,name,place,tweet,language,mentions,urls,photos,"
        "replies_count,retweets_count,likes_count,hashtags,cashtags,link,retweet,quote_url,video,thumbnail,near,geo,source,"
        "user_rt_id,user_rt,retweet_id,retweet_date,translate,trans_src,trans_dest,"
        # GetOldTweets3
        "to,replies,retweets,favorites,text,permalink,"
        # twitterscraper
        "fullname,html,is_quote_status,is_replied,is_reply_to,parent_tweet_id,reply_to_users,screen_name,timestamp_epochs,timestamp,"
        "tweet_id,tweet_url,user,img_urls,video_url,has_media,likes,"
        # rtweet
        "status_id,display_text_width,reply_to_status_id,reply_to_user_id,reply_to_screen_name,is_quote,is_retweet,favorite_count,"
        "retweet_count,quote_count,reply_count,symbols,urls_url,urls_t.co,urls_expanded_url,media_url,media_type,ext_media_url,"
        "mentions_user_id,mentions_screen_name,lang,quoted_status_id,quoted_text,quoted_user_id,retweet_status_id,retweet_text,"
        "retweet_user_id,place_full_name,country,country_code,location,description,protected,followers_count,friends_count,"
        "listed_count,statuses_count,favourites_count,account_created_at,verified,account_lang,profile_image_url,"
        # Tweepy, as on Kaggle
        "user_name,user_location,user_description,user_created,user_followers,user_friends,user_favourites,user_verified,"
        "user_screen_name,user_join_date,user_followers_count,lat,long,city,continent,state,state_code,collected_at"
    ),
    signatures=(
        "id,conversation_id,username,tweet,replies_count,retweets_count,likes_count",
        "date,username,to,replies,retweets,favorites,text,permalink",
        "timestamp_epochs,tweet_id,text,screen_name,parent_tweet_id",
        "status_id,user_id,screen_name,text,is_retweet,reply_to_status_id",
        "user_name,user_followers,user_friends,user_favourites,user_verified,date,text",
        "created_at,tweet_id,tweet,likes,retweet_count,user_screen_name,user_followers_count",
    ),
    fields=(
        ("post_id", "status_id", ""),
        ("post_id", "tweet_id", ""),
        ("post_id", "id", ""),
        ("author_id", "user_id", ""),
        ("author_id", "username", ""),
        ("author_id", "screen_name", ""),
        ("author_id", "user_screen_name", ""),
        ("author_id", "user_name", ""),
        ("text", "text", "without RT"),
        ("text", "tweet", "without RT"),
        ("created_at", "timestamp_epochs", ""),
        ("created_at", "created_at", ""),
        ("created_at", "date", ""),
        ("lang", "lang", "twitter"),
        ("lang", "language", "twitter"),
        ("kind", "is_retweet", "repost"),
        ("kind", "retweet", "repost"),
        ("kind", "retweet_status_id", "filled repost"),
        ("kind", "reply_to_status_id", "filled reply"),
        ("kind", "parent_tweet_id", "filled reply"),
        ("kind", "to", "filled reply"),
        ("kind", "is_quote", "quote"),
        ("kind", "quote_url", "filled quote"),
        ("repost_of", "retweet_status_id", ""),
        ("repost_of", "retweet_id", ""),
        ("reply_to", "reply_to_status_id", ""),
        ("reply_to", "parent_tweet_id", ""),
        ("quote_of", "quoted_status_id", ""),
        ("quote_of", "quote_url", "status_url"),
        ("conversation_id", "conversation_id", ""),
        ("likes", "likes_count", ""),
        ("likes", "favorite_count", ""),
        ("likes", "favorites", ""),
        ("likes", "likes", ""),
        ("reposts", "retweets_count", ""),
        ("reposts", "retweet_count", ""),
        ("reposts", "retweets", ""),
        ("replies", "replies_count", ""),
        ("replies", "reply_count", ""),
        ("replies", "replies", ""),
        ("place", "place_full_name", ""),
        ("hashtags", "hashtags", ""),
        ("mentions", "mentions_user_id", ""),
        ("mentions", "mentions", ""),
        ("urls", "urls_expanded_url", ""),
        ("urls", "urls", ""),
        ("attribute:location", "user_location", ""),
        ("attribute:location", "location", ""),
        ("attribute:verified", "user_verified", "yes or no"),
        ("attribute:verified", "verified", "yes or no"),
        ("attribute:followers", "user_followers", "band"),
        ("attribute:followers", "user_followers_count", "band"),
        ("attribute:followers", "followers_count", "band"),
        ("attribute:account_created", "user_created", "year"),
        ("attribute:account_created", "user_join_date", "year"),
        ("attribute:account_created", "account_created_at", "year"),
    ),
    constants=(("platform", "twitter"),),
)
