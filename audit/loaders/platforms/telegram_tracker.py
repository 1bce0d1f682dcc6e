"""CSV that telegram-tracker writes of channels; https://github.com/estebanpdl/telegram-tracker."""

from __future__ import annotations

from audit.loaders.profiles.profiles import Profile

TELEGRAM_TRACKER = Profile(
    name="telegram-tracker",
    title="CSV that telegram-tracker makes of Telegram channels",
    command="postaudit run msgs_dataset.csv",
    header=(
        "signature,channel_id,channel_name,msg_id,message,cleaned_message,date,msg_link,msg_from_peer,msg_from_id,views,"
        "number_replies,number_forwards,is_forward,forward_msg_from_peer_type,forward_msg_from_peer_id,"
        "forward_msg_from_peer_name,forward_msg_date,forward_msg_date_string,forward_msg_link,is_reply,reply_to_msg_id,"
        "reply_msg_link,contains_media,media_type,has_url,url,domain,url_title,url_description,document_type,document_id,"
        "document_video_duration,document_filename,poll_id,poll_question,poll_total_voters,poll_results,contact_phone_number,"
        "contact_name,contact_userid,geo_type,lat,lng,venue_id,venue_type,venue_title,venue_address,venue_provider"
    ),
    signatures=("channel_id,msg_id,message,date,is_forward,is_reply",),
    fields=(
        # Messages are numbered within their channel.
        ("within", "channel_id", ""),
        ("post_id", "msg_id", ""),
        # In groups a person, in channels nobody but the channel.
        ("author_id", "msg_from_id", "not empty"),
        ("author_id", "channel_id", ""),
        ("text", "message", ""),
        ("created_at", "date", ""),
        ("kind", "is_forward", "repost"),
        ("kind", "is_reply", "reply"),
        ("reply_to", "reply_to_msg_id", ""),
        ("community", "channel_name", ""),
        ("reposts", "number_forwards", ""),
        ("replies", "number_replies", ""),
        ("views", "views", ""),
        ("urls", "url", ""),
    ),
    constants=(("platform", "telegram"),),
)
