package report_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// element is what a schema says of an element.
type element struct {
	children []string
	required []string // attributes
	optional []string
	text     bool
}

// junit10 is junit-10.xsd of the Jenkins xUnit plugin, with the attributes file and line of a
// testcase, which other servers read and Jenkins passes over. What is said of an attempt is in a
// stackTrace, as Maven Surefire's schema demands.
func junit10() map[string]element {
	why := element{text: true, optional: []string{"type", "message"}}
	again := element{children: []string{"stackTrace"}, required: []string{"type"}, optional: []string{"message"}}
	counts := []string{"name", "tests", "failures", "errors"}
	return map[string]element{
		"testsuites": {children: []string{"testsuite"}, optional: append(counts, "time")},
		"testsuite": {
			children: []string{"testsuite", "properties", "testcase", "system-out", "system-err"},
			required: counts, optional: []string{"group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url"},
		},
		"properties": {children: []string{"property"}},
		"property":   {required: []string{"name", "value"}},
		"testcase": {
			children: []string{"skipped", "error", "failure", "flakyFailure", "flakyError", "rerunFailure", "rerunError", "system-out", "system-err"},
			required: []string{"name"}, optional: []string{"time", "classname", "group", "file", "line"},
		},
		"failure": why, "error": why, "skipped": why,
		"flakyFailure": again, "flakyError": again, "rerunFailure": again, "rerunError": again,
		"stackTrace": {text: true},
		"system-out": {text: true}, "system-err": {text: true},
	}
}

// values are the attributes of which the schema restricts the text, or whose
// readers do.
var values = map[string]*regexp.Regexp{
	"time":     regexp.MustCompile(`^[0-9]+\.[0-9]{3}$`),
	"tests":    regexp.MustCompile(`^[0-9]+$`),
	"failures": regexp.MustCompile(`^[0-9]+$`),
	"errors":   regexp.MustCompile(`^[0-9]+$`),
	"skipped":  regexp.MustCompile(`^[0-9]+$`),
	"line":     regexp.MustCompile(`^[1-9][0-9]*$`),
	"file":     regexp.MustCompile(`.`),
	// Without a zone, as in the schema that Ant's reports have.
	"timestamp": regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$`),
}

// againstSchema returns what is wrong with a document; one that is not well
// formed, which includes characters that XML forbids, has one fault.
func againstSchema(document string) (faults []string) {
	schema := junit10()
	d := xml.NewDecoder(strings.NewReader(document))
	path := []string{""}
	for {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF):
			return faults
		case err != nil:
			return append(faults, err.Error())
		}
		parent := path[len(path)-1]
		switch token := token.(type) {
		case xml.StartElement:
			name := token.Name.Local
			if parent == "" && name != "testsuites" || parent != "" && !slices.Contains(schema[parent].children, name) {
				faults = append(faults, fmt.Sprintf("<%s> has no place in <%s>", name, parent))
			}
			faults = append(faults, attributeFaults(schema, token)...)
			path = append(path, name)
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			if !schema[parent].text && strings.TrimSpace(string(token)) != "" {
				faults = append(faults, fmt.Sprintf("text in <%s>: %q", parent, token))
			}
		}
	}
}

func attributeFaults(schema map[string]element, token xml.StartElement) (faults []string) {
	name := token.Name.Local
	known, given := schema[name], map[string]bool{}
	for _, a := range token.Attr {
		given[a.Name.Local] = true
		if !slices.Contains(known.required, a.Name.Local) && !slices.Contains(known.optional, a.Name.Local) {
			faults = append(faults, fmt.Sprintf("<%s> has the attribute %s", name, a.Name.Local))
		}
		if form := values[a.Name.Local]; form != nil && !form.MatchString(a.Value) {
			faults = append(faults, fmt.Sprintf("<%s %s=%q>", name, a.Name.Local, a.Value))
		}
	}
	for _, a := range known.required {
		if !given[a] {
			faults = append(faults, fmt.Sprintf("<%s> lacks the attribute %s", name, a))
		}
	}
	return faults
}

// The check finds what it is for.
func TestSchemaFindsFaults(t *testing.T) {
	t.Parallel()
	suite := func(inside string) string {
		return `<testsuites><testsuite name="a" tests="1" failures="0" errors="0">` + inside + `</testsuite></testsuites>`
	}
	for _, document := range []string{
		"<testsuites>", "<testsuite/>", suite(`<testcase/>`), suite(`<failure/>`), suite(`text`),
		suite(`<testcase name="a" time="1,5"/>`), suite(`<testcase name="a" colour="red"/>`),
		suite("<testcase name=\"a\"><system-out>\x1b</system-out></testcase>"),
		suite(`<testcase name="a" line="0"/>`), `<testsuites><testsuite/></testsuites>`,
	} {
		if len(againstSchema(document)) == 0 {
			t.Errorf("no fault in %q", document)
		}
	}
	if faults := againstSchema(suite(`<testcase name="a" time="1.500"><failure>x</failure></testcase>`)); len(faults) > 0 {
		t.Error(faults)
	}
}
