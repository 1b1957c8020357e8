"""The forms that findings are printed in."""
