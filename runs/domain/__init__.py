"""What a run means, as pure functions over plain values: no Django, no network, no clock of its own."""
