// Without this file a function needs a body: see goyield.
