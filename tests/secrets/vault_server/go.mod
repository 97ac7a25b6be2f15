module gatehouse.test/vault

go 1.25

require (
	github.com/hashicorp/go-hclog v1.4.0
	github.com/hashicorp/vault v1.13.1
	github.com/hashicorp/vault-plugin-auth-kubernetes v0.15.0
	github.com/hashicorp/vault-plugin-secrets-kv v0.14.2
	github.com/hashicorp/vault/sdk v0.8.1
)

// Vault's own go.mod points to folders beside it, which a module does not bring along.
replace (
	github.com/hashicorp/vault/api => github.com/hashicorp/vault/api v1.9.2
	github.com/hashicorp/vault/api/auth/approle => github.com/hashicorp/vault/api/auth/approle v0.4.1
	github.com/hashicorp/vault/api/auth/kubernetes => github.com/hashicorp/vault/api/auth/kubernetes v0.4.1
	github.com/hashicorp/vault/api/auth/userpass => github.com/hashicorp/vault/api/auth/userpass v0.4.1
	github.com/hashicorp/vault/sdk => github.com/hashicorp/vault/sdk v0.8.1
)
