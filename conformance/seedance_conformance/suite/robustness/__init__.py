"""Material of the robustness tests (family RB): odd bodies, texts, ids and credentials, and how answers are judged."""
