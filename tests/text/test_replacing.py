from audit.text.replacing import replaced


def test_places_are_bytes_and_what_is_between_stays():
    text = "Größe: über Maß"
    start = len("Größe: ".encode())
    assert replaced(text, [(start, start + len("über".encode()))], str.upper) == "Größe: ÜBER Maß"
    assert replaced(text, [], str.upper) == text
    assert replaced("abc", [(0, 1), (2, 3)], lambda each: f"<{each}>") == "<a>b<c>"
