package cli

import (
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// TokenCommand makes, lists and revokes the API tokens that programs sign in with.
type TokenCommand struct {
	Create CreateTokenCommand `cmd:"" help:"Make an API token; it is printed once."`
	List   ListTokensCommand  `cmd:"" help:"List the tokens that are valid."`
	Revoke RevokeTokenCommand `cmd:"" help:"End a token at once."`
}

// CreateTokenCommand makes a token that acts for a member.
type CreateTokenCommand struct {
	Store
	Workspace
	Name  string   `arg:"" help:"What the token is for."`
	User  string   `required:"" help:"E-mail address of the member it acts for."`
	Scope []string `default:"read" help:"A verb (feedback.write), a room (feedback), read, or *."`
	Days  int      `help:"Days until it ends; 0 lasts until it is revoked." default:"90"`
}

// Help shows examples below the flags.
func (CreateTokenCommand) Help() string {
	return `Examples:
  throughline token create "Nightly import" --user mara@example.org --scope feedback
  throughline token create "Reports" --user mara@example.org --days 0

Send it as the header "Authorization: Bearer TOKEN". It may do what the member may, narrowed to
its scopes. Stop the server first: the embedded database has one user at a time.`
}

// Run makes the token and prints it.
func (c CreateTokenCommand) Run(env *Env) error {
	if c.Days < 0 {
		return fault.New(fault.Invalid, "--days must be 0 or more.")
	}
	db, err := c.OpenExisting(env.Context)
	if err != nil {
		return err
	}
	defer db.Close()
	in := people.TokenInput{Name: c.Name, Scopes: c.Scope}
	if c.Days > 0 {
		ends := db.Now().AddDate(0, 0, c.Days)
		in.ExpiresAt = &ends
	}
	secret, _, err := people.IssueToken(env.Context, db, c.Workspace.Workspace, c.User, in)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(env.Out, secret)
	return err
}

// ListTokensCommand lists tokens by their first characters; the rest is not kept.
type ListTokensCommand struct {
	Store
	Workspace
}

// Help shows an example below the flags.
func (ListTokensCommand) Help() string {
	return `Example:
  throughline token list          works beside a running server`
}

// Run prints one token a line.
func (c ListTokensCommand) Run(env *Env) error {
	db, s, err := enter(env, c.OpenBeside, c.Workspace)
	if err != nil {
		return err
	}
	defer db.Close()
	w := tabwriter.NewWriter(env.Out, 0, 0, 3, ' ', 0)
	fmt.Fprintln(w, "token\tname\tfor\tscopes\tends\tlast used")
	err = eachToken(env, db, s, func(t people.APIToken, member people.Member) error {
		_, err := fmt.Fprintf(w, "tl_%s…\t%s\t%s\t%s\t%s\t%s\n", t.Prefix, t.Name, member.Email,
			strings.Join(t.Scopes, " "), day(t.ExpiresAt, "never"), day(t.UsedAt, "never"))
		return err
	})
	if err != nil {
		return err
	}
	return w.Flush()
}

// eachToken visits the tokens of a workspace with the members they act for.
func eachToken(
	env *Env, db *database.DB, s scope.Scope, visit func(people.APIToken, people.Member) error,
) error {
	request := page.Request{}
	for {
		var found page.Page[people.APIToken]
		err := db.Read(env.Context, s, func(tx *database.Tx) (err error) {
			if found, err = people.ListTokens(tx, request); err != nil {
				return err
			}
			for _, t := range found.Records {
				member, err := people.GetMember(tx, t.UserID)
				if err != nil {
					return err
				}
				if err := visit(t, member); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || found.Next == "" {
			return err
		}
		request.Cursor = found.Next
	}
}

func day(at *time.Time, none string) string {
	if at == nil {
		return none
	}
	return at.Format(time.DateOnly)
}

// RevokeTokenCommand ends a token.
type RevokeTokenCommand struct {
	Store
	Workspace
	Token string `arg:"" help:"Its first characters as the list shows them, or the whole token."`
}

// Help shows an example below the flags.
func (RevokeTokenCommand) Help() string {
	return `Example:
  throughline token revoke tl_3f9a01bc

Stop the server first: the embedded database has one user at a time.`
}

// Run finds the one token that begins so and ends it.
func (c RevokeTokenCommand) Run(env *Env) error {
	db, s, err := enter(env, c.OpenExisting, c.Workspace)
	if err != nil {
		return err
	}
	defer db.Close()
	prefix, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimSuffix(c.Token, "…"), "tl_"), "_")
	var found id.ID
	err = eachToken(env, db, s, func(t people.APIToken, _ people.Member) error {
		if t.Prefix == prefix {
			found = t.ID
		}
		return nil
	})
	if err != nil {
		return err
	}
	if found == "" {
		return fault.New(fault.NotFound, "No valid token begins with tl_%s; see `throughline "+
			"token list`.", prefix)
	}
	err = db.Write(env.Context, s, func(tx *database.Tx) error {
		return people.RevokeToken(tx, found)
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.Out, "tl_%s is revoked.\n", prefix)
	return err
}
