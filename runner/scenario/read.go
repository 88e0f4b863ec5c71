package scenario

// ReadSource reads a text file, such as a script, to show lines of it. name
// is how users know it. Of a long one it reads the beginning; the error says what is
// wrong without the path.
func ReadSource(path, name string) (*Source, error) {
	text, err := readFile(path, maxFile)
	if err != nil {
		return nil, err
	}
	return newSource(name, string(text)), nil
}
