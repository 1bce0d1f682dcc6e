"""Tables that people make of Reddit's dumps and API with pandas: the fields of the API as columns."""

from __future__ import annotations

from audit.loaders.profiles.profiles import Profile

REDDIT_CSV = Profile(
    name="reddit-csv",
    title="CSV made of Reddit submissions or comments",
    command="postaudit run submissions.csv",
    header=(
        "id,name,title,selftext,body,author,author_fullname,subreddit,subreddit_id,created_utc,created,score,ups,downs,num_comments,"
        "permalink,url,domain,is_self,over_18,edited,parent_id,link_id,crosspost_parent,distinguished,stickied,gilded,"
        "controversiality,upvote_ratio,author_flair_text,author_flair_css_class,link_flair_text,link_flair_css_class,thumbnail,"
        "is_submitter,is_video,spoiler,locked,media,retrieved_on"
    ),
    signatures=(
        "id,title,subreddit,created_utc,score,num_comments",
        "id,body,subreddit,created_utc,score,parent_id,link_id",
    ),
    fields=(
        # With its prefix an id of a comment is never that of a submission.
        ("post_id", "name", ""),
        ("post_id", "id", ""),
        ("author_id", "author", ""),
        ("text", "title", ""),
        ("text", "selftext", ""),
        ("text", "body", ""),
        ("created_at", "created_utc", ""),
        ("community", "subreddit", ""),
        ("kind", "crosspost_parent", "filled repost"),
        ("kind", "parent_id", "filled comment"),
        ("repost_of", "crosspost_parent", ""),
        ("reply_to", "parent_id", ""),
        ("conversation_id", "link_id", ""),
        ("likes", "score", ""),
        ("replies", "num_comments", ""),
        ("edited", "edited", ""),
        ("attribute:flair", "author_flair_text", ""),
    ),
    constants=(("platform", "reddit"),),
)
