// Package people knows who works in a workspace: users who sign in with an e-mail address and a
// password, memberships with roles (several at once), invitations, sessions and API tokens.
// It also holds the one decision of who may do what, [Can].
package people
