"""What the assistant does: thin actions that read the tracker, call one service and answer by response name."""
