"""CSV that CrowdTangle let its users download until it closed on 14 August 2024: Facebook pages, groups, Instagram."""

from __future__ import annotations

from audit.loaders.profiles.profiles import Profile

CROWDTANGLE_CSV = Profile(
    name="crowdtangle-csv",
    title="CrowdTangle CSV downloads (Facebook pages and groups, Instagram)",
    command="postaudit run 2023-11-01-crowdtangle.csv",
    header=(
        "Page Name,Group Name,Account,User Name,Facebook Id,Page Category,Page Admin Top Country,Page Description,Page Created,"
        "Likes at Posting,Followers at Posting,Size at Posting,Post Created,Post Created Date,Post Created Time,Type,"
        "Total Interactions,Likes,Comments,Shares,Love,Wow,Haha,Sad,Angry,Care,Views,Video Share Status,Is Video Owner?,Post Views,"
        "Total Views,Total Views For All Crossposts,Video Length,URL,Message,Link,Final Link,Photo,Title,Image Text,Link Text,"
        "Description,Sponsor Id,Sponsor Name,Sponsor Category,Overperforming Score"
    ),
    signatures=(
        "Page Name,Post Created,Message,URL",
        "Group Name,Post Created,Message,URL",
        "Account,User Name,Post Created,Description,URL,Likes",
    ),
    fields=(
        ("post_id", "URL", "end of link"),
        # In a download of groups both are the group's: who wrote in it is not told.
        ("author_id", "Facebook Id", "unless Group Name"),
        ("author_id", "User Name", "unless Group Name"),
        ("author_id", "Page Name", ""),
        ("community", "Group Name", ""),
        ("text", "Message", ""),
        ("text", "Description", "unless Message"),
        ("created_at", "Post Created", ""),
        ("likes", "Likes", ""),
        ("reposts", "Shares", ""),
        ("replies", "Comments", ""),
        ("views", "Post Views", ""),
        ("views", "Views", ""),
        ("urls", "Final Link", ""),
        ("urls", "Link", ""),
        ("attribute:account_kind", "Page Category", ""),
        ("attribute:country", "Page Admin Top Country", ""),
        ("attribute:followers", "Followers at Posting", "band"),
        ("attribute:followers", "Size at Posting", "band"),
    ),
    platforms=(("Account", "instagram"), ("Page Name", "facebook"), ("Group Name", "facebook")),
)
