package cli

import (
	"encoding/csv"
	"strings"
)

// commaList is the value of a flag that takes words with commas between, and
// those of each time that it is given. It is pflag's own, which makes eight
// writers of CSV at each start to find out that eight lists are empty.
type commaList []string

// String is empty without any, so that no default is shown.
func (l *commaList) String() string { return strings.Join(*l, ",") }

// Type is that of pflag's own.
func (l *commaList) Type() string { return "stringSlice" }

// Set adds words; one with a comma in it stands in double quotes.
func (l *commaList) Set(text string) error {
	if text == "" {
		return nil
	}
	words, err := csv.NewReader(strings.NewReader(text)).Read()
	*l = append(*l, words...)
	return err
}
