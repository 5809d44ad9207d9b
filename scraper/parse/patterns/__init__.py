"""Shapes of text that people recognise without any markup: dates, date lines, file labels."""
