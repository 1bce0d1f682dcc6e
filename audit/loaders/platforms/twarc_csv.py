"""What ``twarc2 csv`` (twarc-csv) writes: 84 columns, one row per post; https://github.com/DocNow/twarc-csv."""

from __future__ import annotations

from audit.loaders.profiles.profiles import Profile

TWARC_CSV = Profile(
    name="twarc-csv",
    title="CSV that twarc-csv makes of Twitter API version 2",
    command="postaudit run tweets.csv",
    header=(
        "id,conversation_id,referenced_tweets.replied_to.id,referenced_tweets.retweeted.id,referenced_tweets.quoted.id,author_id,"
        "in_reply_to_user_id,in_reply_to_username,retweeted_user_id,retweeted_username,quoted_user_id,quoted_username,created_at,"
        "text,lang,source,public_metrics.impression_count,public_metrics.reply_count,public_metrics.retweet_count,"
        "public_metrics.quote_count,public_metrics.like_count,public_metrics.bookmark_count,reply_settings,edit_history_tweet_ids,"
        "edit_controls.edits_remaining,edit_controls.editable_until,edit_controls.is_edit_eligible,possibly_sensitive,"
        "withheld.scope,withheld.copyright,withheld.country_codes,entities.annotations,entities.cashtags,entities.hashtags,"
        "entities.mentions,entities.urls,context_annotations,attachments.media,attachments.media_keys,"
        "attachments.poll.duration_minutes,attachments.poll.end_datetime,attachments.poll.id,attachments.poll.options,"
        "attachments.poll.voting_status,attachments.poll_ids,author.id,author.created_at,author.username,author.name,"
        "author.description,author.entities.description.cashtags,author.entities.description.hashtags,"
        "author.entities.description.mentions,author.entities.description.urls,author.entities.url.urls,author.url,"
        "author.location,author.pinned_tweet_id,author.profile_image_url,author.protected,"
        "author.public_metrics.followers_count,author.public_metrics.following_count,author.public_metrics.listed_count,"
        "author.public_metrics.tweet_count,author.verified,author.verified_type,author.withheld.scope,"
        "author.withheld.copyright,author.withheld.country_codes,geo.coordinates.coordinates,geo.coordinates.type,geo.country,"
        "geo.country_code,geo.full_name,geo.geo.bbox,geo.geo.type,geo.id,geo.name,geo.place_id,geo.place_type,matching_rules,"
        "__twarc.retrieved_at,__twarc.url,__twarc.version"
    ),
    signatures=("id,author_id,text,created_at,referenced_tweets.retweeted.id,public_metrics.like_count",),
    fields=(
        ("post_id", "id", ""),
        ("author_id", "author_id", ""),
        ("author_id", "author.id", ""),
        ("text", "text", ""),
        ("created_at", "created_at", ""),
        ("lang", "lang", "twitter"),
        # A quoting answer is an answer, as that is where it stands.
        ("kind", "referenced_tweets.retweeted.id", "filled repost"),
        ("kind", "referenced_tweets.replied_to.id", "filled reply"),
        ("kind", "referenced_tweets.quoted.id", "filled quote"),
        ("repost_of", "referenced_tweets.retweeted.id", ""),
        ("reply_to", "referenced_tweets.replied_to.id", ""),
        ("quote_of", "referenced_tweets.quoted.id", ""),
        ("conversation_id", "conversation_id", ""),
        ("likes", "public_metrics.like_count", ""),
        ("reposts", "public_metrics.retweet_count", ""),
        ("replies", "public_metrics.reply_count", ""),
        ("views", "public_metrics.impression_count", ""),
        ("status", "withheld.country_codes", "withheld"),
        ("country", "geo.country_code", ""),
        ("country", "geo.country", ""),
        ("place", "geo.full_name", ""),
        ("hashtags", "entities.hashtags", ""),
        ("mentions", "entities.mentions", ""),
        ("urls", "entities.urls", ""),
        ("attribute:location", "author.location", ""),
        ("attribute:verified", "author.verified", "yes or no"),
        ("attribute:followers", "author.public_metrics.followers_count", "band"),
        ("attribute:account_created", "author.created_at", "year"),
    ),
    constants=(("platform", "twitter"),),
)
