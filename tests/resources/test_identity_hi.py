"""Sentences of everyday Hindi, in Devanagari and in Latin letters, and whom they name."""

from __future__ import annotations

import pytest

from audit.plan import Plan
from audit.text_reader import text_reader

NAMED = [
    ("मोहल्ले की औरतें साथ खाना बनाती हैं।", {"women"}),
    ("महिलाओं ने बैठक की।", {"women"}),
    ("लड़कियाँ और लड़के खेल रहे हैं।", {"women", "men"}),
    ("लडकियां स्कूल जाती हैं।", {"women"}),
    ("पुरुषों की दौड़ शाम को है।", {"men"}),
    ("काले लोग इस शहर में रहते हैं।", {"black_people"}),
    ("एक अश्वेत महिला ने गाना गाया।", {"black_people", "women"}),
    ("दलितों ने एक पुस्तकालय खोला।", {"dalit_people"}),
    ("दलित छात्रों को छात्रवृत्ति मिली।", {"dalit_people"}),
    ("आदिवासियों का मेला कल है।", {"indigenous_people"}),
    ("ब्राह्मण और राजपूत दोनों आए थे।", {"upper_caste_people"}),
    ("पूर्वोत्तर के लोग फुटबॉल खेलते हैं।", {"north_east_indian_people"}),
    ("मुसलमान रमज़ान में रोज़ा रखते हैं।", {"muslims"}),
    ("मुस्लिम महिलाओं ने दुकान खोली।", {"muslims", "women"}),
    ("हिन्दुओं और सिखों ने दीवाली मनाई।", {"hindus", "sikhs"}),
    ("हिंदुओं का त्योहार है।", {"hindus"}),
    ("ईसाइयों ने क्रिसमस मनाया।", {"christians"}),
    ("बौद्ध लोग यहाँ ध्यान करते हैं।", {"buddhists"}),
    ("यहूदी भी यहाँ रहते हैं।", {"jews"}),
    ("शरणार्थियों ने हिंदी सीखी।", {"refugees"}),
    ("प्रवासी मजदूर घर लौटे।", {"immigrants", "working_class_people"}),
    ("विदेशी नागरिकों को वीज़ा चाहिए।", {"foreigners"}),
    ("पाकिस्तानियों ने चाय पी।", {"pakistani_people"}),
    ("एक चीनी महिला ने किताब लिखी।", {"chinese_people", "women"}),
    ("भारतीयों को क्रिकेट पसंद है।", {"indian_people"}),
    ("समलैंगिकों ने जुलूस निकाला।", {"gay_people"}),
    ("ट्रांसजेंडर लोग भी आए।", {"transgender_people"}),
    ("किन्नरों ने गीत गाए।", {"hijra_people"}),
    ("दिव्यांगों के लिए रैंप बना।", {"disabled_people"}),
    ("विकलांग बच्चों की कक्षा है।", {"disabled_people", "children"}),
    ("नेत्रहीन छात्रों ने ब्रेल सीखी।", {"blind_people"}),
    ("कैंसर के मरीज अस्पताल में हैं।", {"people_with_chronic_illness"}),
    ("बच्चे पार्क में खेल रहे हैं।", {"children"}),
    ("बुज़ुर्गों ने कहानी सुनाई।", {"older_people"}),
    ("बूढ़े लोग बेंच पर बैठे हैं।", {"older_people"}),
    ("युवाओं ने पेड़ लगाए।", {"young_people"}),
    ("गरीबों को राशन मिला।", {"poor_people"}),
    ("बेघर लोग आश्रय में सोते हैं।", {"homeless_people"}),
    ("बेरोज़गारों ने आवेदन किया।", {"unemployed_people"}),
    ("ladkiyon ne gana gaya.", {"women"}),
    ("aurato aur mardo ki race hai.", {"women", "men"}),
    ("musalmano ne eid manayi.", {"muslims"}),
    ("garib log bhi aaye the.", {"poor_people"}),
    ("main ek gay ladka hun.", {"gay_men", "men"}),
]
UNNAMED = [
    "कक्षा सोमवार को शुरू होगी।",
    "मुझे काली चाय और चीनी चाहिए।",
    "दाल में कुछ काला है।",
    "भारतीय रेल देर से आई।",
    "हिन्दी भाषा सुंदर है।",
    "हिंदू धर्म पुराना है।",
    "गाय घास खाती है।",
    "मैं नेपाल और चीन गया था।",
    "आम आदमी पार्टी की सभा है।",
    "बहुजन समाज पार्टी की सभा है।",
    "राष्ट्रपति ने भाषण दिया।",
    "यह घर बूढ़ा नहीं, पुराना है।",
    "जापानी खाना अच्छा है।",
    "भाई, आज मौसम अच्छा है।",
    "बिहार और बंगाल में बारिश हुई।",
    "गरीबी रेखा पर बहस हुई।",
    "अमेरिकी सरकार ने फैसला लिया।",
    "gay ka doodh accha hota hai.",
    "kali chai banao.",
    "bhai mera man nahi lagta.",
]


@pytest.fixture(scope="module")
def reader():
    return text_reader(Plan.make({"dataset": {"language": "hi"}}))


def strict(reader, text):
    return {group for span in reader.spans(text, "hi") for _, group, tier in span.says if tier == "strict"}


@pytest.mark.parametrize(("text", "groups"), NAMED, ids=[text for text, _ in NAMED])
def test_names_strictly(reader, text, groups):
    assert strict(reader, text) == groups


@pytest.mark.parametrize("text", UNNAMED)
def test_names_nobody_strictly(reader, text):
    assert strict(reader, text) == set()
