// A Vault server for tests: Vault's own core, HTTP handler, KV store and logins, kept in memory, with a root token called "root".
// usage: vault-test-server ADDRESS UNSEAL_KEY_FILE
package main

import (
	"context"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	log "github.com/hashicorp/go-hclog"
	kubernetes "github.com/hashicorp/vault-plugin-auth-kubernetes"
	kv "github.com/hashicorp/vault-plugin-secrets-kv"
	"github.com/hashicorp/vault/builtin/credential/approle"
	"github.com/hashicorp/vault/helper/namespace"
	vaulthttp "github.com/hashicorp/vault/http"
	"github.com/hashicorp/vault/internalshared/configutil"
	"github.com/hashicorp/vault/sdk/helper/consts"
	"github.com/hashicorp/vault/sdk/logical"
	"github.com/hashicorp/vault/sdk/physical/inmem"
	"github.com/hashicorp/vault/vault"
)

// The store and the logins are compiled in and nobody's plugins.
type builtins struct{}

func (builtins) Contains(name string, _ consts.PluginType) bool {
	return name == "kv" || name == "approle" || name == "kubernetes"
}
func (builtins) Get(string, consts.PluginType) (func() (interface{}, error), bool) { return nil, false }
func (builtins) Keys(consts.PluginType) []string                                   { return nil }
func (builtins) DeprecationStatus(string, consts.PluginType) (consts.DeprecationStatus, bool) {
	return consts.Supported, true
}

func serve(address, keyFile string) error {
	logger := log.New(&log.LoggerOptions{Level: log.Warn, Output: os.Stderr})
	physical, err := inmem.NewInmem(nil, logger)
	if err != nil {
		return err
	}
	core, err := vault.NewCore(&vault.CoreConfig{
		Physical:        physical,
		Logger:          logger,
		DisableMlock:    true,
		RedirectAddr:    "http://" + address,
		BuiltinRegistry: builtins{},
		LogicalBackends: map[string]logical.Factory{
			"kv": kv.Factory,
		},
		CredentialBackends: map[string]logical.Factory{
			"approle":    approle.Factory,
			"kubernetes": kubernetes.Factory,
		},
	})
	if err != nil {
		return err
	}
	ctx := namespace.ContextWithNamespace(context.Background(), namespace.RootNamespace)
	made, err := core.Initialize(ctx, &vault.InitParams{BarrierConfig: &vault.SealConfig{SecretShares: 1, SecretThreshold: 1}})
	if err != nil {
		return err
	}
	if err := os.WriteFile(keyFile, []byte(hex.EncodeToString(made.SecretShares[0])), 0o600); err != nil {
		return err
	}
	if _, err := core.Unseal(made.SecretShares[0]); err != nil {
		return err
	}
	_, err = core.HandleRequest(ctx, &logical.Request{
		ID: "root-token", Operation: logical.UpdateOperation, ClientToken: made.RootToken, Path: "auth/token/create",
		Data: map[string]interface{}{"id": "root", "policies": []string{"root"}, "no_parent": true, "no_default_policy": true},
	})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	handler := vaulthttp.Handler.Handler(&vault.HandlerProperties{
		Core:           core,
		ListenerConfig: &configutil.Listener{MaxRequestSize: 64 << 20, MaxRequestDuration: time.Minute},
	})
	return http.Serve(listener, handler)
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: vault-test-server ADDRESS UNSEAL_KEY_FILE")
		os.Exit(2)
	}
	if err := serve(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
