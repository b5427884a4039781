"""Warnings of the W3C feed validator that we agree to live with: docs/validation.md says why."""

AGREED = frozenset(
    {
        *("CharacterData", "ContainsUndeclaredHTML", "DuplicateUpdated"),
        *("MissingItunesElement", "MissingItunesEmail", "UnknownNamespace"),
    }
)

# Where a text talks of markup, the validator warns of it: agreed of texts that do so on purpose.
OF_TEXTS_ABOUT_MARKUP = frozenset({"ContainsHTML", "NotHtml", "SecurityRisk"})
