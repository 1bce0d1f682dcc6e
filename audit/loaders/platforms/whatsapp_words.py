"""What WhatsApp writes itself, in the languages of its exports: stand-ins for media, deletions, edits, halves of the day.

Folded case, without full stops at the end. A language that is missing leaves the sentence in the text.
"""

from __future__ import annotations

#: Parts of the sentence that stands for a picture, a voice message and the like.
LEFT_OUT: tuple[str, ...] = (
    "omitted", "not included",
    "weggelassen", "ausgelassen", "ausgeschlossen", "nicht enthalten",
    "omitid", "omitida", "ocultad", "oculta", "ocultos", "não revelado",
    "omis", "absent", "manquant", "retiré", "non inclus",
    "omess", "non inclus", "esclus",
    "weggelaten",
    "пропущ", "отсутств", "без медиафайлов", "медіа", "опущен",
    "dahil edilmedi", "atlandı", "atlanmış",
    "tidak disertakan", "dihilangkan", "diabaikan", "tidak termasuk",
    "pominięt", "vynechán", "vynechan", "kihagyva", "omise", "izostavljen", "изостав",
    "utelat", "utelämn", "udelad", "utelatt", "jätetty", "puuttuu",
    "παραλείφθηκ", "παραλειφθέν",
    "הושמט", "לא נכלל", "הוסר", "ללא מדיה", "המדיה",
    "استبعاد", "إستبعاد", "حذف الوسائط", "تم تجاهل", "حذف شد",
    "छोड़ा गया", "हटाया गया", "शामिल नहीं", "বাদ দেওয়া",
    "bị bỏ", "bỏ qua", "ถูกละเว้น", "ไม่รวม", "ละเว้นสื่อ",
    "省略", "略去", "忽略", "含まれていません", "생략", "제외",
)  # fmt: skip

#: Parts of the mark at the end of a message that was edited.
EDITED: tuple[str, ...] = (
    "edited", "bearbeitet", "editad", "editó", "modifi", "bewerkt", "измен", "отредакт", "змінено", "відредаг", "düzenlen",
    "diedit", "edytowan", "redigera", "redigeret", "redigert", "muokattu", "upraven", "szerkeszt", "editat", "επεξεργ",
    "נערכה", "עודכנה", "تعديل", "संपादित", "एडिट", "chỉnh sửa", "แก้ไข", "编辑", "編輯", "編集", "수정", "편집",
)  # fmt: skip

#: The whole of a message that was deleted.
DELETED = frozenset(
    [
        "this message was deleted", "you deleted this message", "this message has been deleted",
        "diese nachricht wurde gelöscht", "du hast diese nachricht gelöscht",
        "se eliminó este mensaje", "eliminaste este mensaje", "este mensaje fue eliminado", "este mensaje se eliminó",
        "has eliminado este mensaje", "mensaje eliminado",
        "ce message a été supprimé", "vous avez supprimé ce message",
        "questo messaggio è stato eliminato", "hai eliminato questo messaggio",
        "mensagem apagada", "esta mensagem foi apagada", "essa mensagem foi apagada", "você apagou esta mensagem",
        "apagou esta mensagem", "apagaste esta mensagem", "você apagou essa mensagem",
        "dit bericht is verwijderd", "dit bericht werd verwijderd", "je hebt dit bericht verwijderd",
        "u hebt dit bericht verwijderd", "u heeft dit bericht verwijderd",
        "данное сообщение удалено", "это сообщение удалено", "вы удалили данное сообщение", "вы удалили это сообщение",
        "сообщение удалено", "це повідомлення видалено", "ви видалили це повідомлення",
        "bu mesaj silindi", "bu mesajı sildiniz",
        "pesan ini telah dihapus", "pesan ini dihapus", "anda menghapus pesan ini", "anda telah menghapus pesan ini",
        "ta wiadomość została usunięta", "usunięto tę wiadomość", "usunąłeś tę wiadomość", "usunęłaś tę wiadomość",
        "det här meddelandet raderades", "du raderade det här meddelandet", "denne besked blev slettet",
        "du slettede denne besked", "denne meldingen ble slettet", "du slettet denne meldingen",
        "tämä viesti poistettiin", "poistit tämän viestin", "tato zpráva byla odstraněna", "ez az üzenet törölve lett",
        "acest mesaj a fost șters", "ați șters acest mesaj", "αυτό το μήνυμα διαγράφηκε", "διαγράψατε αυτό το μήνυμα",
        "הודעה זו נמחקה", "מחקת הודעה זו", "ההודעה נמחקה",
        "تم حذف هذه الرسالة", "لقد حذفت هذه الرسالة", "حذفت هذه الرسالة", "این پیام حذف شد", "شما این پیام را حذف کردید",
        "यह संदेश हटा दिया गया", "यह मैसेज मिटा दिया गया है", "आपने यह मैसेज मिटाया", "आपने यह संदेश हटा दिया",
        "tin nhắn này đã bị xóa", "bạn đã xóa tin nhắn này", "ข้อความนี้ถูกลบแล้ว", "คุณลบข้อความนี้",
        "此消息已删除", "此消息已被删除", "你删除了这条消息", "您删除了这条消息", "您已删除此消息", "此訊息已刪除", "你已刪除此訊息",
        "您已刪除此訊息", "このメッセージは削除されました", "このメッセージを削除しました", "삭제된 메시지입니다",
        "이 메시지는 삭제되었습니다", "이 메시지를 삭제했습니다",
    ]
)  # fmt: skip

#: Words for the first half of the day, without spaces and full stops (CLDR, day periods); with parts of it that are named.
MORNING = frozenset(
    [
        "am", "vm", "fm", "ap", "dop", "de", "πμ", "पूर्वाह्न", "सुबह", "পূর্বাহ্ণ", "上午", "凌晨", "清晨", "早上", "午前", "오전",
        "ص", "صباحًا", "ق‌ظ", "قظ", "לפנה״צ", "לפנהצ", "sa", "pg", "ก่อนเที่ยง", "öö", "прпл", "дп",
        "пр", "paradite", "utre", "पू", "மு", "முற்பகல்", "mañana", "madrugada",
    ]
)  # fmt: skip

#: Words for the second half.
AFTERNOON = frozenset(
    [
        "pm", "nm", "em", "ip", "odp", "du", "μμ", "अपराह्न", "दोपहर", "शाम", "অপরাহ্ণ", "下午", "中午", "晚上", "傍晚", "午後",
        "오후", "م", "مساءً", "ب‌ظ", "بظ", "אחה״צ", "אחהצ", "ch", "ptg", "หลังเที่ยง", "ös", "попл", "пп", "pasdite", "popoldne",
        "உ", "பிற்பகல்", "tarde",
    ]
)  # fmt: skip
