// Command sockrun runs protocol test scenarios: YAML files and *_test.lua files.
// All that it does is in internal/cli.
package main

import (
	"os"

	"sockrun/cmd/sockrun/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
