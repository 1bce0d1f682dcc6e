"""Whether equal texts are labelled alike."""
