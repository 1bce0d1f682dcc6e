"""What people call the columns of a table of posts, in the order of preference where a table has several.

Names are compared without case and punctuation, so that ``tweet_text``, ``TweetText`` and ``Tweet Text`` are one. The lists
come from the headers of published datasets and of export tools, and from their plain translations.
"""

from __future__ import annotations

import re

_FIELDS: dict[str, str] = {
    "text": (
        "text full_text fulltext tweet_text tweet_full_text content body message comment_text comment_body comment tweet post_text "
        "post_content post_body post message_text weibo_text weibo_content status_text selftext self_text text_content contents "
        "utterance sentence test_case sent_more caption review review_text toot note raw_text original_text post_message texts "
        "texto mensaje contenido comentario publicacion mensagem conteudo texte commentaire contenu nachricht beitrag inhalt "
        "kommentar tekst testo messaggio commento teks komentar isi metin yorum icerik текст сообщение комментарий пост твит "
        "内容 正文 微博正文 微博内容 文本 评论 评论内容 本文 テキスト ツイート コメント 내용 본문 텍스트 댓글 نص النص تغريدة التغريدة title headline"
    ),
    "post_id": (
        "post_id id_str tweet_id tweetid status_id message_id comment_id weibo_id entry_id submission_id toot_id video_id id "
        "platform_id uri case_id mhc_case_id rewire_id file_id rev_id sample_id item_id example_id tid hitid 微博id 帖子id ид"
    ),
    "author_id": (
        "author_id author.id user_id user.id_str user.id userid uid external_author_id author_fullname from_user_id_str from_user_id "
        "account_id account.id owner_id sender_id from_id poster_id profile_id channel_author_id did author.did author user username "
        "user_name author_username author.username user.username user_screen_name user.screen_name screen_name handle author_handle "
        "author_name user_handle account account.acct from_user sender poster creator owner by nick nickname user_nickname page_name "
        "usuario autor auteur utilisateur benutzer nutzer utente пользователь автор 用户id 用户 用户名 用户昵称 作者 昵称 ユーザー 사용자 작성자 "
        "المستخدم name"
    ),
    "created_at": (
        "created_at created_utc created_time creation_time tweet_created tweet_created_at tweet_time post_created post_date post_time "
        "posted_at posted published_at publish_date publish_time publishedat published pub_date date_posted weibo_date entry_utc "
        "comment_date comment_time timestamp timestamp_ms unixtime date_unixtime datetime date_time date_created sent_at sent time "
        "date created fecha fecha_hora datum zeit дата время 时间 日期 发布时间 发布日期 日時 投稿日時 날짜 작성일 تاريخ tarih tanggal"
    ),
    "lang": "lang language tweet_language post_language text_language language_code lang_code idioma lingua langue sprache taal dil язык 语言 言語 언어 لغة",
    "community": "subreddit community channel channel_name server guild board forum subforum subforum_id group_name chat chat_title magazine 版块 贴吧",
    "reply_to": (
        "reply_to in_reply_to_status_id_str in_reply_to_status_id in_reply_to_tweet_id in_reply_to_tweetid in_reply_to_id "
        "referenced_tweets.replied_to.id parent_id reply_to_id replied_to_id"
    ),
    "repost_of": "repost_of referenced_tweets.retweeted.id retweeted_status_id retweet_tweetid retweeted_status.id_str reblog_of_id retweet_id",
    "quote_of": "quote_of referenced_tweets.quoted.id quoted_status_id_str quoted_status_id quoted_tweet_tweetid quoted_id",
    "conversation_id": "conversation_id conversation link_id thread_id threadid root_id",
    "likes": (
        "likes like_count public_metrics.like_count favorite_count favourite_count favorites favourites favs likes_count num_likes "
        "number_of_likes total_likes weibo_like like_num like score digg_count upvotes reactions 点赞数 点赞 赞 いいね数 좋아요 me_gusta"
    ),
    "reposts": (
        "reposts repost_count retweet_count public_metrics.retweet_count retweets num_retweets retweets_count reblogs_count share_count "
        "shares number_of_retweets weibo_repost forward_count 转发数 转发"
    ),
    "replies": (
        "replies reply_count public_metrics.reply_count replies_count num_replies comment_count comments_count num_comments comments "
        "weibo_comment 评论数"
    ),
    "views": "views view_count public_metrics.impression_count impressions impression_count views_count num_views play_count 阅读数 播放量",
    "edited": "edited is_edited",
    "country": "country geo.country country_name place.country geo.country_code country_code pais",
    "place": "place place_full_name place.full_name geo.full_name place_name",
    "hashtags": "hashtags entities.hashtags hash_tags tags",
    "mentions": "mentions user_mentions entities.mentions entities.user_mentions mentioned_users",
    "urls": "urls entities.urls expanded_urls outlinks",
    "platform": "platform social_network network social_media site",
    "kind": "kind post_type tweet_type is_retweet is_rt retweet is_repost is_reply is_quote",
    "status": "status",
    "split": "split data_split partition subset set fold",
}

_ATTRIBUTES: dict[str, str] = {
    "gender": "gender sex gender_identity genero sexo geschlecht genre пол 性别 性別 성별 الجنس cinsiyet",
    "age": "age age_group age_range age_band birth_year year_of_birth edad alter idade возраст 年龄 年齢 나이 العمر yas",
    "race": "race",
    "ethnicity": "ethnicity ethnic_group ethnic race_ethnicity 民族",
    "religion": "religion faith 宗教",
    "country": "country nationality country_of_residence",
    "location": "location loc reported_location tweet_location home_location ubicacion lieu standort 位置 地区 所在地",
    "province": "province 省份 省",
    "state": "state us_state",
    "city": "city hometown 城市",
    "region": "region",
    "pronouns": "pronouns pronoun",
    "party": "party political_party",
    "politics": "political_affiliation ideology political_leaning political_orientation",
    "disability": "disability",
    "sexual_orientation": "sexual_orientation orientation",
    "education": "education education_level",
    "occupation": "occupation profession job",
    "verified": "verified is_verified",
}

#: Words in the name of a column of judgements.
LABEL_WORDS = frozenset(
    [
        "label",
        "labels",
        "labeled",
        "labelled",
        "class",
        "classes",
        "classification",
        "category",
        "categories",
        "categorization",
        "hate",
        "hateful",
        "hatespeech",
        "hs",
        "ishate",
        "offensive",
        "offense",
        "offence",
        "offensiveness",
        "abusive",
        "abuse",
        "toxic",
        "toxicity",
        "insult",
        "obscene",
        "threat",
        "profanity",
        "sexist",
        "sexism",
        "misogyny",
        "misogynous",
        "misogynistic",
        "misogynist",
        "racist",
        "racism",
        "homophobic",
        "stereotype",
        "stereo",
        "antistereo",
        "sentiment",
        "polarity",
        "emotion",
        "emotions",
        "stance",
        "topic",
        "irony",
        "ironic",
        "sarcasm",
        "sarcastic",
        "spam",
        "harassment",
        "harassing",
        "bullying",
        "cyberbullying",
        "aggressive",
        "aggression",
        "directness",
        "target",
        "intent",
        "severity",
        "strength",
        "annotation",
        "annotated",
        "gold",
        "bias",
        "biased",
        "violence",
        "violent",
        "humor",
        "humour",
        "tone",
        "rating",
        "subtask",
        "task",
        "level",
        "verdict",
        "rumor",
        "rumour",
        "misinformation",
        "fake",
        "credibility",
        "relevance",
        "informative",
        "valence",
        "attack",
        "hostile",
        "hostility",
        "vulgar",
        "type",
        "etiqueta",
        "clase",
        "etichetta",
        "étiquette",
        "метка",
        "класс",
        "标签",
        "类别",
        "情感",
        "ラベル",
        "라벨",
        "تصنيف",
    ]
)
#: Words that make a column something about judgements rather than a judgement.
NOT_LABEL_WORDS = frozenset(
    [
        "confidence",
        "count",
        "counts",
        "num",
        "number",
        "votes",
        "vote",
        "annotators",
        "annotator",
        "annotations",
        "worker",
        "id",
        "ids",
        "date",
        "time",
        "score",
        "prob",
        "probability",
        "disagreement",
        "agreement",
        "text",
        "url",
        "templ",
        "template",
        "words",
        "reason",
        "rationale",
        "highlight",
        "comment",
        "span",
        "spans",
        "utc",
        "css",
        "flair",
        "self",
        "video",
        "verified",
        "retweet",
        "reply",
        "quote",
        "pinned",
        "edited",
        "locked",
        "archived",
        "stickied",
        "submitter",
        "media",
        "content",
        "mime",
        "file",
    ]
)
#: Names of a column that counts all judgements of a post.
TOTAL_NAMES = frozenset(
    {"count", "total", "votes", "nvotes", "numvotes", "annotators", "numannotators", "judgments", "ncoders"}
)

_OWNERS = (
    "user",
    "author",
    "account",
    "poster",
    "writer",
    "speaker",
    "profile",
    "sender",
    "tweeter",
    "blogger",
    "annotated",
)


def squash(name: str) -> str:
    """A name as it is compared: letters and digits only, lower case."""
    return "".join(character for character in name.casefold() if character.isalnum())


def bare(name: str) -> str:
    """A name without the object that holds all that is known of a document: ``meta.author`` is ``author``."""
    return name.partition(".")[2] if name.startswith(("meta.", "metadata.")) else name


def words_of(name: str) -> list[str]:
    """The words of a name: ``label_vector``, ``isHate`` and ``Level 1`` come apart."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[^\W\d_A-Z]+|[A-Z]+|\d+", name)]


#: field -> squashed names, best first.
FIELD_NAMES_OF: dict[str, tuple[str, ...]] = {
    field: tuple(dict.fromkeys([squash(field), *(squash(name) for name in names.split())]))
    for field, names in _FIELDS.items()
}
_ATTRIBUTE_OF: dict[str, str] = {
    squash(name): attribute for attribute, names in _ATTRIBUTES.items() for name in names.split()
}


def attribute_of(name: str) -> str:
    """The attribute of authors that a column's name states, or ``""``: ``user_gender``, ``Author Sex`` are gender."""
    form = squash(name)
    if form in _ATTRIBUTE_OF:
        return _ATTRIBUTE_OF[form]
    for owner in _OWNERS:
        rest = form.removeprefix(owner)
        if rest != form and rest in _ATTRIBUTE_OF:
            return _ATTRIBUTE_OF[rest]
    return ""


def known_names() -> frozenset[str]:
    """Every squashed name that means something; a first row that holds one is a header."""
    return (
        frozenset(name for names in FIELD_NAMES_OF.values() for name in names)
        | frozenset(_ATTRIBUTE_OF)
        | {"label", "class"}
    )
