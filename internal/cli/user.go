package cli

import (
	"crypto/rand"
	"fmt"

	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/people"
)

// UserCommand is the way in from the server itself, also when nobody can sign in any more.
type UserCommand struct {
	Add      AddUserCommand  `cmd:"" help:"Make a user; the password is printed once."`
	Password PasswordCommand `cmd:"" help:"Give a user a new password; ends their sessions."`
}

// AddUserCommand makes a user and member.
type AddUserCommand struct {
	Store
	Workspace
	Email string       `arg:"" help:"E-mail address to sign in with."`
	Name  string       `required:"" help:"The person's name."`
	Role  []scope.Role `help:"Role; give it again for several." default:"contributor"`
}

// Help shows examples below the flags.
func (AddUserCommand) Help() string {
	return `Example:
  throughline user add jonas@example.org --name "Jonas Okafor" --role product_owner

Stop the server first: the embedded database has one user at a time.`
}

// Run makes the user.
func (c AddUserCommand) Run(env *Env) error {
	db, err := c.OpenExisting(env.Context)
	if err != nil {
		return err
	}
	defer db.Close()
	password := rand.Text()
	u, err := people.CreateUser(env.Context, db, people.CreateUserInput{Name: c.Name,
		Email: c.Email, Password: password, Workspace: c.Workspace.Workspace, Roles: c.Role})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.Out, "%s can sign in with the password %s\n", u.Email, password)
	return err
}

// PasswordCommand gives a user a new password.
type PasswordCommand struct {
	Store
	Email string `arg:"" help:"The user's e-mail address."`
}

// Help shows examples below the flags.
func (PasswordCommand) Help() string {
	return `Example:
  throughline user password mara@example.org

Stop the server first: the embedded database has one user at a time.`
}

// Run sets the password and prints it once.
func (c PasswordCommand) Run(env *Env) error {
	db, err := c.OpenExisting(env.Context)
	if err != nil {
		return err
	}
	defer db.Close()
	password := rand.Text()
	if err := people.ResetPassword(env.Context, db, c.Email, password); err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.Out, "%s can sign in with the password %s\n", c.Email, password)
	return err
}
