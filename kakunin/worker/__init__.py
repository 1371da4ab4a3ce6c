"""What happens after the answer: mails go out, pages are drawn."""
