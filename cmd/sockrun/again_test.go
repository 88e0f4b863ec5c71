package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const careless = `
servers:
  s:
    listen: tcp://127.0.0.1:0
    handler: |
      conn:sendall("first\n") conn:sendall("second\n")
clients:
  c:
    connect: s
    script: |
      local first = conn:recv(6)
      expect.equal(first, "first\n")
      conn:recv_exact(7)
`

var again = regexp.MustCompile(`again: --sim --weather storm --seed (\S+), or with all that the seed brings --seed (\S+)\n`)

// TestAgain: what an exploration tells can be had again by the seeds that it
// names, the one to the letter.
func TestAgain(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "careless.yaml"), []byte(careless), 0o644); err != nil {
		t.Fatal(err)
	}
	told := inStorm(folder, "--seeds=100")
	seeds := again.FindStringSubmatch(told)
	if seeds == nil {
		t.Fatalf("no seed is named:\n%s", told)
	}
	least := inStorm(folder, "--seed="+seeds[1])
	if want := withoutSeeds(told); steady(least) != steady(want) {
		t.Errorf("the seed %s shows\n%s\nwant\n%s", seeds[1], least, want)
	}
	if all := inStorm(folder, "--seed="+seeds[2]); !strings.Contains(all, "careless.yaml:12") {
		t.Errorf("the seed %s shows\n%s", seeds[2], all)
	}
}

// inStorm is what a run of the scenario in a folder shows.
func inStorm(folder, seeds string) string {
	out, _ := runIn(folder, "--sim", "--weather=storm", seeds, "careless.yaml") // which shows, too, whether it failed
	return out
}

// withoutSeeds is what is told without the lines about seeds.
func withoutSeeds(told string) string {
	before, _, _ := strings.Cut(told, "  seed ")
	to := again.FindStringIndex(told)[1]
	return before + told[to:]
}
