"""Sentences of everyday Arabic, standard and dialect, and whom they name."""

from __future__ import annotations

import pytest

from audit.plan import Plan
from audit.text_reader import text_reader

NAMED = [
    ("النساء في الحي يطبخن معا.", {"women"}),
    ("تحدثت المعلمة مع امرأة عند الباب.", {"women"}),
    ("والنساء يعملن في الحقل.", {"women"}),
    ("هذا الكتاب للنساء والرجال.", {"women", "men"}),
    ("المرأه السوريه تغني.", {"women", "syrian_people"}),
    ("النِّسَاءُ والــرجــال يَقْرَؤُونَ.", {"women", "men"}),
    ("بناتنا يحببن الرسم.", {"women"}),
    ("رأيت الرجل في السوق.", {"men"}),
    ("رجل أسود يعزف على العود.", {"men", "black_people"}),
    ("السود في المدينة فتحوا مكتبة.", {"black_people"}),
    ("الحفل مفتوح للسود.", {"black_people"}),
    ("ذوو البشرة السوداء ممثلون في المجلس.", {"black_people"}),
    ("العرب يشربون القهوة.", {"arab_people"}),
    ("الأكراد يحتفلون بالنوروز.", {"kurdish_people"}),
    ("الاكراد يحتفلون بالنوروز.", {"kurdish_people"}),
    ("الأمازيغ لهم لغة قديمة.", {"amazigh_people"}),
    ("المسلمون يصومون في رمضان.", {"muslims"}),
    ("التقيت بالمسلمين والمسيحيين في المدرسة.", {"muslims", "christians"}),
    ("اليهود يحتفلون اليوم.", {"jews"}),
    ("سألت اليهودي عن الطريق.", {"jews"}),
    ("الأقباط يحتفلون بالعيد.", {"orthodox_christians"}),
    ("عائلة درزية تسكن هنا.", {"druze"}),
    ("الشيعة والدروز يسكنون هذه القرى.", {"shia_muslims", "druze"}),
    ("اللاجئون يتعلمون اللغة.", {"refugees"}),
    ("ساعدنا اللاجئين السوريين.", {"refugees", "syrian_people"}),
    ("طالبو اللجوء ينتظرون الرد.", {"asylum_seekers"}),
    ("المهاجرون يعملون في المطعم.", {"immigrants"}),
    ("الأجانب يزورون المتحف.", {"foreigners"}),
    ("المصريين بيحبوا الكورة.", {"egyptian_people"}),
    ("الشعب المغربي يحب الموسيقى.", {"moroccan_people"}),
    ("الألمان يحبون الخبز.", {"german_people"}),
    ("والالمان يحبون الخبز.", {"german_people"}),
    ("المثليين في المدينة نظموا حفلا.", {"gay_people"}),
    ("هو مثلي الجنس.", {"gay_people"}),
    ("المتحولين جنسيا يحكون عن حياتهم.", {"transgender_people"}),
    ("امرأة عابرة قدمت البرنامج.", {"transgender_women", "women"}),
    ("مجتمع الميم نظم لقاء.", {"lgbtq_people"}),
    ("ذوي الإعاقة يركبون الحافلة.", {"disabled_people"}),
    ("خدمة جديدة لذوي الاحتياجات الخاصة.", {"disabled_people"}),
    ("المكفوفين يقرؤون بطريقة برايل.", {"blind_people"}),
    ("الصم يتكلمون بالإشارة.", {"deaf_people"}),
    ("مرضى السرطان يتلقون العلاج.", {"people_with_chronic_illness"}),
    ("الأطفال يلعبون في الحديقة.", {"children"}),
    ("كبار السن يجلسون على المقعد.", {"older_people"}),
    ("المراهقين يسمعون الموسيقى.", {"teenagers"}),
    ("الفقراء يحتاجون إلى بيوت.", {"poor_people"}),
    ("المشردين ينامون في الملجأ.", {"homeless_people"}),
    ("العاطلين عن العمل يحضرون الدورة.", {"unemployed_people"}),
]
UNNAMED = [
    "الدرس يبدأ يوم الاثنين.",
    "نشرب القهوة السوداء ونأكل الخبز التركي.",
    "البحر الأسود عميق.",
    "البحر الأبيض المتوسط جميل.",
    "البيت الأبيض في واشنطن.",
    "المنتخب المصري فاز أمس.",
    "المطبخ المغربي لذيذ.",
    "اللغة العربية صعبة.",
    "سافرت إلى مصر وتركيا وألمانيا.",
    "الكاميرات في الشارع معطلة.",
    "البنية التحتية للطرق قديمة.",
    "البابا يزور المدينة.",
    "الفيلم قديم والموسيقى حديثة.",
    "اشتريت سيارة ألمانية.",
    "الحكومة الإيرانية أعلنت القرار.",
    "العلاج النفسي مفيد.",
    "وصلنا إلى حماة مساء.",
    "الشركة الأجنبية فتحت فرعا.",
    "الأرض الفقيرة لا تنبت.",
    "عندي مرة أخرى سؤال.",
]


@pytest.fixture(scope="module")
def reader():
    return text_reader(Plan.make({"dataset": {"language": "ar"}}))


def strict(reader, text):
    return {group for span in reader.spans(text, "ar") for _, group, tier in span.says if tier == "strict"}


@pytest.mark.parametrize(("text", "groups"), NAMED, ids=[text for text, _ in NAMED])
def test_names_strictly(reader, text, groups):
    assert strict(reader, text) == groups


@pytest.mark.parametrize("text", UNNAMED)
def test_names_nobody_strictly(reader, text):
    assert strict(reader, text) == set()
