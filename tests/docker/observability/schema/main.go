// Holds a dashboard to the schemas that Grafana publishes of dashboards, panels and queries: every
// field is known, of its type, and none that is required is missing.
//
//	go run . FILE
package main

import (
	"fmt"
	"os"

	"github.com/grafana/grafana-foundation-sdk/go/cog/plugins"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

func main() {
	plugins.RegisterDefaultPlugins()
	text, err := os.ReadFile(os.Args[1])
	stopAt(err)
	found := dashboard.Dashboard{}
	stopAt(found.UnmarshalJSONStrict(text))
	stopAt(found.Validate())
	fmt.Printf("%d panels and rows hold to Grafana's schemas\n", len(found.Panels))
}

// An empty list of errors is not nil.
func stopAt(err error) {
	if err != nil && err.Error() != "" {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
