package cli

import (
	"encoding/csv"
	"strings"
)

// commaList is the value of a flag that takes words with commas between them,
// and may be given several times. pflag has such a type, too, but that one
// makes a writer of CSV for each flag at each start, only to show that its
// default is empty.
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
