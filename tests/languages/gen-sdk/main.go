// Writes the SDKs that Pulumi's generators make of a package schema:
//
//	gen-sdk <schema file> <folder> <language>...
//
// Each language's files lie in a folder of its name. `pulumi package gen-sdk` does the same where the
// language's host is installed; the generators themselves need none.
package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"

	dotnet "github.com/pulumi/pulumi-dotnet/pulumi-language-dotnet/v3/codegen"
	"github.com/pulumi/pulumi-java/pkg/codegen/java"
	golang "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

const tool = "gen-sdk"

func main() {
	if len(os.Args) < 4 {
		fmt.Fprintln(os.Stderr, "usage: gen-sdk <schema file> <folder> <language>...")
		os.Exit(2)
	}
	for _, language := range os.Args[3:] {
		if err := write(os.Args[1], filepath.Join(os.Args[2], language), language); err != nil {
			fmt.Fprintf(os.Stderr, "gen-sdk: %s: %v\n", language, err)
			os.Exit(1)
		}
	}
}

func write(schemaFile, folder, language string) error {
	pkg, err := bind(schemaFile)
	if err != nil {
		return err
	}
	files, err := generate(pkg, language)
	if err != nil {
		return err
	}
	for name, text := range files {
		file := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// bind reads the schema anew for every language, because generators write their own notes into it.
// A warning of the binder fails as an error does: the schema is ours, and should have none.
func bind(schemaFile string) (*schema.Package, error) {
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		return nil, err
	}
	var spec schema.PackageSpec
	if err := json.Unmarshal(text, &spec); err != nil {
		return nil, err
	}
	pkg, diagnostics, err := schema.BindSpec(spec, schema.NewNullLoader(), schema.ValidationOptions{})
	if err != nil {
		return nil, err
	}
	if len(diagnostics) > 0 {
		return nil, diagnostics
	}
	return pkg, nil
}

func generate(pkg *schema.Package, language string) (map[string][]byte, error) {
	switch language {
	case "nodejs":
		return nodejs.GeneratePackage(tool, pkg, nil, nil, false, nil)
	case "python":
		return python.GeneratePackage(tool, pkg, nil, nil)
	case "go":
		return golang.GeneratePackage(tool, pkg, nil)
	case "csharp":
		return generateCsharp(pkg)
	case "java":
		return java.GeneratePackage(tool, pkg, nil, nil, false, false)
	default:
		return nil, fmt.Errorf("no generator for this language")
	}
}

// generateCsharp hands the generator an empty logo, which it would otherwise fetch from the internet.
func generateCsharp(pkg *schema.Package) (map[string][]byte, error) {
	noLogo := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer noLogo.Close()
	pkg.LogoURL = noLogo.URL
	return dotnet.GeneratePackage(tool, pkg, nil, nil)
}
