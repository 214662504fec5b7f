"""The kinds of plots: values in, a drawing on axes out."""
