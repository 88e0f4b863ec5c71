package report

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"sockrun/runner/outcome"
	"sockrun/runner/scenario"
)

// JUnit is the report for CI servers, one XML document at the end of the run.
// Its structure is that of the schema of the Jenkins xUnit plugin
// (junit-10.xsd, after Maven Surefire) and of the attributes file and line of
// a testcase, by which other servers link to the source. There is a testsuite
// for each file and a testcase for each scenario, also for one that was not
// run; "failed" is a failure, "error" and "timeout" are errors.
type JUnit struct {
	out    io.Writer
	run    *Run
	about  lines // the properties of each suite
	suites []*suite
	byFile map[string]*suite
	ran    map[*scenario.Scenario]bool
	cases  *caseEncoder
}

// NewJUnit returns a report that writes to out when the run has ended.
func NewJUnit(out io.Writer) *JUnit {
	return &JUnit{out: out, byFile: map[string]*suite{}, ran: map[*scenario.Scenario]bool{}, cases: newCaseEncoder()}
}

// Begin notes what there is to run.
func (j *JUnit) Begin(run *Run) {
	j.run = run
	j.about = propertiesOf(run)
}

// Result notes one result.
func (j *JUnit) Result(r *outcome.Result) {
	j.ran[r.Scenario] = true
	s := j.suiteOf(r.Scenario)
	c := s.testcase(r.Scenario, r.Round)
	c.Time = seconds(r.Took)
	s.took += r.Took
	switch r.Verdict {
	case outcome.Passed:
	case outcome.Skipped:
		c.skip(r.Reason)
	case outcome.Flaky:
		c.flaky(r, j.run.FailOnFlaky)
	default:
		c.fail(r)
	}
	if out := systemOut(r); out != "" {
		text := linesOf(out)
		c.Output = &text
	}
	s.add(c, j.cases)
}

// End writes the document.
func (j *JUnit) End(_ *Tally, took time.Duration) error {
	for _, s := range j.run.Scenarios {
		if !j.ran[s] {
			in := j.suiteOf(s)
			c := in.testcase(s, 0)
			c.skip("not run: the run ended before")
			in.add(c, j.cases)
		}
	}
	if j.cases.err != nil {
		return j.cases.err
	}
	all := &document{Name: "sockrun", Time: seconds(took)}
	for _, s := range j.suites {
		s.Time, s.Cases = seconds(s.took), s.cases.String()
		all.add(s)
	}
	out := bufio.NewWriterSize(j.out, 64<<10)
	out.WriteString(xml.Header)
	e := xml.NewEncoder(out)
	e.Indent("", "  ")
	if err := e.Encode(all); err != nil {
		return err
	}
	out.WriteByte('\n')
	return out.Flush()
}

// suiteOf returns the suite of a scenario's file, a new one if it is the first.
func (j *JUnit) suiteOf(sc *scenario.Scenario) *suite {
	file := sc.Pos.File
	if s := j.byFile[file]; s != nil {
		return s
	}
	s := &suite{
		Name: xmlText(file), File: xmlText(file), Timestamp: j.run.Began.UTC().Format("2006-01-02T15:04:05"),
		names: map[string]int{}, Properties: j.about,
	}
	j.byFile[file] = s
	j.suites = append(j.suites, s)
	return s
}

// document is the root element.
type document struct {
	XMLName  xml.Name `xml:"testsuites"`
	Name     string   `xml:"name,attr"`
	Tests    int      `xml:"tests,attr"`
	Failures int      `xml:"failures,attr"`
	Errors   int      `xml:"errors,attr"`
	Time     string   `xml:"time,attr"`
	Suites   []*suite `xml:"testsuite"`
}

func (d *document) add(s *suite) {
	d.Tests += s.Tests
	d.Failures += s.Failures
	d.Errors += s.Errors
	d.Suites = append(d.Suites, s)
}

// suite is a testsuite element.
type suite struct {
	Name       string `xml:"name,attr"`
	Tests      int    `xml:"tests,attr"`
	Failures   int    `xml:"failures,attr"`
	Errors     int    `xml:"errors,attr"`
	Skipped    int    `xml:"skipped,attr"`
	Time       string `xml:"time,attr"`
	Timestamp  string `xml:"timestamp,attr"`
	File       string `xml:"file,attr"`
	Properties lines  `xml:"properties"`
	Cases      string `xml:",innerxml"` // the testcases

	took  time.Duration
	cases strings.Builder
	names map[string]int // how often each name has come
}

// propertiesOf is what all suites of a run say of it: of a run of many files it
// would be half of all elements to encode.
func propertiesOf(run *Run) lines {
	var b strings.Builder
	for _, p := range [][2]string{{"version", run.Version}, {"world", run.World}, {"seed", fmt.Sprint(run.Seed)}} {
		fmt.Fprintf(&b, "\n      <property name=%q value=\"", p[0])
		_ = xml.EscapeText(&b, []byte(p[1]))
		b.WriteString(`"></property>`)
	}
	b.WriteString("\n    ")
	return lines{b.String()}
}

// testcase makes the testcase of a scenario, in one of several rounds unless that is
// 0. CI servers know a testcase by its classname and name, so a name that comes
// again gets a number.
func (s *suite) testcase(sc *scenario.Scenario, round int) *testcase {
	name := xmlText(sc.Name)
	if round > 0 {
		name = fmt.Sprintf("%s (run %d)", name, round)
	}
	s.names[name]++
	if n := s.names[name]; n > 1 {
		name = fmt.Sprintf("%s #%d", name, n)
	}
	return &testcase{
		Name: name, Class: className(s.File), File: s.File, Line: sc.Pos.Line, Time: seconds(0),
	}
}

// add counts a testcase and adds its element.
func (s *suite) add(c *testcase, e *caseEncoder) {
	s.Tests++
	switch {
	case c.Failure != nil:
		s.Failures++
	case c.Error != nil:
		s.Errors++
	case c.Skipped != nil:
		s.Skipped++
	}
	e.encode(&s.cases, c)
}

// caseEncoder makes elements of testcases as they come: at the end of the run nobody
// would run beside it.
type caseEncoder struct {
	xml  *xml.Encoder
	text bytes.Buffer // what xml has written
	err  error        // the first
}

func newCaseEncoder() *caseEncoder {
	e := &caseEncoder{}
	e.xml = xml.NewEncoder(&e.text)
	e.xml.Indent("    ", "  ")
	return e
}

// encode adds the element of a testcase to those of its suite.
func (e *caseEncoder) encode(to *strings.Builder, c *testcase) {
	e.text.Reset()
	e.err = cmp.Or(e.err, e.xml.Encode(c))
	to.WriteByte('\n')
	to.Write(bytes.TrimPrefix(e.text.Bytes(), []byte("\n"))) // which is between two elements
}

// className is the path of a file as the name of a Java class, of which CI
// servers make a tree: "scenarios/classic/echo.yaml" is
// "scenarios.classic.echo".
func className(file string) string {
	path := strings.TrimSuffix(file, filepath.Ext(file))
	path = strings.ReplaceAll(filepath.ToSlash(path), ".", "_")
	return strings.ReplaceAll(strings.Trim(path, "/"), "/", ".")
}
