"""Tables that people make of snscrape's posts with pandas; https://github.com/JustAnotherArchivist/snscrape.

The names are those of its class for a post; users, posts and places are objects, written into cells as Python or JSON.
"""

from __future__ import annotations

from audit.loaders.profiles.profiles import Profile

SNSCRAPE_CSV = Profile(
    name="snscrape-csv",
    title="CSV made of snscrape's tweets",
    command="postaudit run tweets.csv",
    header=(
        "url,date,content,rawContent,renderedContent,id,user,username,user.id,user.username,user.location,user.verified,"
        "user.followersCount,user.created,replyCount,retweetCount,likeCount,quoteCount,viewCount,bookmarkCount,conversationId,lang,"
        "source,sourceUrl,sourceLabel,links,outlinks,tcooutlinks,media,retweetedTweet,quotedTweet,inReplyToTweetId,inReplyToUser,"
        "mentionedUsers,coordinates,place,hashtags,cashtags,card,vibe,_type,_id"
    ),
    signatures=(
        "date,content,id,replyCount,retweetCount,likeCount",
        "date,rawContent,id,replyCount,retweetCount,likeCount",
    ),
    fields=(
        ("post_id", "id", ""),
        ("author_id", "user.id", ""),
        ("author_id", "user", "id in object"),
        ("author_id", "username", ""),
        ("author_id", "user.username", ""),
        ("text", "rawContent", ""),
        ("text", "content", "unless rawContent"),
        ("created_at", "date", ""),
        ("lang", "lang", "twitter"),
        ("kind", "retweetedTweet", "filled repost"),
        ("kind", "inReplyToTweetId", "filled reply"),
        ("kind", "quotedTweet", "filled quote"),
        ("repost_of", "retweetedTweet", "status_url"),
        ("reply_to", "inReplyToTweetId", ""),
        ("quote_of", "quotedTweet", "status_url"),
        ("conversation_id", "conversationId", ""),
        ("likes", "likeCount", ""),
        ("reposts", "retweetCount", ""),
        ("replies", "replyCount", ""),
        ("views", "viewCount", ""),
        ("hashtags", "hashtags", ""),
        ("urls", "outlinks", ""),
        ("attribute:location", "user.location", ""),
        ("attribute:verified", "user.verified", "yes or no"),
        ("attribute:followers", "user.followersCount", "band"),
        ("attribute:account_created", "user.created", "year"),
    ),
    constants=(("platform", "twitter"),),
)
