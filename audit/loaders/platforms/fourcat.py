"""CSV that 4CAT gives of any of its data sources; https://github.com/digitalmethodsinitiative/4cat.

All have id, thread, body, author and time under the same names; the rest differs by platform and by year.
"""

from __future__ import annotations

from audit.loaders.profiles.profiles import Profile

FOURCAT = Profile(
    name="4cat",
    title="CSV that 4CAT exports (Twitter, TikTok, Telegram, Instagram, Reddit, 4chan ...)",
    command="postaudit run 4cat-dataset.csv",
    header=(
        "id,thread_id,parent_id,timestamp,unix_timestamp,link,url,subject,title,body,body_markdown,author,author_username,"
        "author_fullname,author_full,author_name,author_id,author_followers,author_following,author_bio,author_location,"
        "author_is_bot,author_avatar_url,author_banner_url,author_type,author_type_id,author_flair,author_verified,verified,source,"
        "language_guess,possibly_sensitive,retweet_count,reply_count,like_count,quote_count,impression_count,bookmark_count,"
        "is_retweet,retweeted_user,is_quote_tweet,quoted_user,quote_tweet_id,quote_author,quote_body,quote_images,quote_videos,"
        "is_reply,replied_user,replied_author,reply_to,hashtags,urls,images,videos,mentions,long_lat,place_name,collected_from_url,"
        "is_duet,is_ad,is_paid_partnership,is_sensitive,is_photosensitive,music_name,music_id,music_url,music_author,video_url,"
        "tiktok_url,thumbnail_url,likes,comments,shares,plays,stickers,effects,warning,location_created,chat,views,forwards,"
        "reactions,timestamp_edited,unix_timestamp_edited,author_forwarded_from_name,author_forwarded_from_username,"
        "author_forwarded_from_id,entities_linked,entities_mentioned,all_connections,timestamp_forwarded_from,"
        "unix_timestamp_forwarded_from,link_title,link_description,link_attached,attachment_type,attachment_data,"
        "attachment_filename,type,image_url,media_url,num_likes,num_comments,num_media,location_name,location_latlong,location_city,"
        "post_flair,domain,image_file,image_md5,subreddit,parent,score,country_code,country_name,board,semantic_url,replies"
    ),
    signatures=("id,thread_id,body,author,timestamp",),
    fields=(
        ("within", "chat", ""),
        ("post_id", "id", ""),
        ("author_id", "author_id", "not empty"),
        ("author_id", "author", ""),
        ("text", "subject", ""),
        ("text", "title", ""),
        ("text", "body", "without RT"),
        ("created_at", "unix_timestamp", ""),
        ("created_at", "timestamp", ""),
        ("lang", "language_guess", "twitter"),
        ("kind", "is_retweet", "repost"),
        ("kind", "author_forwarded_from_name", "filled repost"),
        ("kind", "is_reply", "reply"),
        ("kind", "is_quote_tweet", "quote"),
        ("reply_to", "reply_to", ""),
        ("reply_to", "parent", ""),
        ("quote_of", "quote_tweet_id", ""),
        ("conversation_id", "thread_id", "unless chat"),
        ("community", "subreddit", ""),
        ("community", "board", ""),
        ("community", "chat", ""),
        ("likes", "like_count", "count"),
        ("likes", "likes", "count"),
        ("likes", "num_likes", "count"),
        ("likes", "score", ""),
        ("reposts", "retweet_count", "count"),
        ("reposts", "shares", "count"),
        ("reposts", "forwards", "count"),
        ("replies", "reply_count", "count"),
        ("replies", "comments", "count"),
        ("replies", "num_comments", "count"),
        ("views", "impression_count", "count"),
        ("views", "plays", "count"),
        ("views", "views", "count"),
        ("edited", "timestamp_edited", "filled"),
        ("place", "place_name", ""),
        ("place", "location_name", ""),
        ("hashtags", "hashtags", ""),
        ("mentions", "mentions", ""),
        ("urls", "urls", ""),
        ("attribute:location", "author_location", ""),
        ("attribute:flair", "author_flair", ""),
        ("attribute:followers", "author_followers", "band"),
        ("attribute:verified", "author_verified", "yes or no"),
        ("attribute:verified", "verified", "yes or no"),
        ("attribute:country", "country_code", ""),
    ),
    platforms=(
        ("language_guess", "twitter"),
        ("is_retweet", "twitter"),
        ("tiktok_url", "tiktok"),
        ("author_forwarded_from_name", "telegram"),
        ("num_media", "instagram"),
        ("subreddit", "reddit"),
        ("country_code", "4chan"),
    ),
)
