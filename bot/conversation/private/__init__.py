"""Private chats: one person's conversation, from the greeting to a verdict."""
