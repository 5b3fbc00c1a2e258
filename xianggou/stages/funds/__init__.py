"""The pocket: earmarked funds moved down with the duty, and each township's share (财政“袋子”)."""
