package api

import (
	"net/http"

	"github.com/throughlinehq/throughline/internal/backlog"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

func (a *API) backlogRoutes() {
	read(a, Op{ID: "product-list", Method: http.MethodGet, Path: "/products",
		Summary: "List the products", Verb: people.ReadBacklog}, listProducts)
	write(a, Op{ID: "product-create", Method: http.MethodPost, Path: "/products",
		Summary: "Add a product", Verb: people.WriteBacklog, Status: http.StatusCreated},
		addProduct)
	write(a, Op{ID: "product-update", Method: http.MethodPatch, Path: "/products/{id}",
		Summary: "Rename a product", Verb: people.WriteBacklog}, changeProduct)
	read(a, Op{ID: "item-list", Method: http.MethodGet, Path: "/items",
		Summary: "List items in the order of the backlog", Verb: people.ReadBacklog}, listItems)
	write(a, Op{ID: "item-create", Method: http.MethodPost, Path: "/items",
		Summary: "Add an item at the end of the backlog", Verb: people.WriteBacklog,
		Status: http.StatusCreated}, addItem)
	write(a, Op{ID: "item-bulk", Method: http.MethodPost, Path: "/items/bulk",
		Summary: "Make one change to up to 200 items, all or none", Verb: people.WriteBacklog},
		changeItems)
	read(a, Op{ID: "item-get", Method: http.MethodGet, Path: "/items/{id}",
		Summary: "Read one item", Verb: people.ReadBacklog}, getItem)
	write(a, Op{ID: "item-update", Method: http.MethodPatch, Path: "/items/{id}",
		Summary: "Change an item", Verb: people.WriteBacklog}, changeItem)
	write(a, Op{ID: "item-delete", Method: http.MethodDelete, Path: "/items/{id}",
		Summary: "Put an item in the bin", Verb: people.WriteBacklog}, removeItem)
	write(a, Op{ID: "item-move", Method: http.MethodPost, Path: "/items/{id}/move",
		Summary: "Place an item after or before another", Verb: people.WriteBacklog}, moveItem)
	write(a, Op{ID: "item-vote", Method: http.MethodPut, Path: "/items/{id}/vote",
		Summary: "Give an item one's vote", Verb: people.Vote,
		Unguarded: "one's own vote, there once or not at all"}, voteItem)
	write(a, Op{ID: "item-unvote", Method: http.MethodDelete, Path: "/items/{id}/vote",
		Summary: "Take one's vote back", Verb: people.Vote,
		Unguarded: "one's own vote, there once or not at all"}, unvoteItem)
	a.requirementRoutes()
}

type productView struct {
	Record
	Key  string `json:"key" doc:"The first half of its items' keys: HAR"`
	Name string `json:"name"`
}

func viewProduct(p backlog.Product) productView {
	return productView{recordOf(p.Meta), p.Key, p.Name}
}

func listProducts(tx *database.Tx, _ *struct{}) (PageOut[productView], error) {
	found, err := backlog.Products(tx)
	return all(found, viewProduct), err
}

func addProduct(tx *database.Tx, in *struct {
	Body struct {
		Key  string `json:"key"`
		Name string `json:"name"`
	}
}) (productView, error) {
	p, err := backlog.AddProduct(tx, in.Body.Key, in.Body.Name)
	return viewProduct(p), err
}

func changeProduct(tx *database.Tx, in *struct {
	PathID
	Match
	Body struct {
		Key  *string `json:"key,omitempty"`
		Name *string `json:"name,omitempty"`
	}
}) (productView, error) {
	p, err := backlog.ChangeProduct(tx, in.ID, in.version(), in.Body.Key, in.Body.Name)
	return viewProduct(p), err
}

// ItemFilter is how items are chosen.
type ItemFilter struct {
	Text        string   `query:"text" maxLength:"1000" doc:"Every word must occur; or a key"`
	Status      []string `query:"status,explode" maxItems:"10"`
	Type        []string `query:"type,explode" maxItems:"10"`
	Team        []string `query:"team,explode" maxItems:"50"`
	Parent      []string `query:"parent,explode" maxItems:"50"`
	Assignee    []string `query:"assignee,explode" maxItems:"50"`
	Product     []string `query:"product,explode" maxItems:"50"`
	Opportunity []string `query:"opportunity,explode" maxItems:"50"`
	Sort        string   `query:"sort" enum:"position,newest,votes" default:"position"`
}

func (f ItemFilter) filter() backlog.Filter {
	return backlog.Filter{Words: f.Text, Status: f.Status, Type: f.Type, Team: f.Team,
		Parent: f.Parent, Assignee: f.Assignee, ProductID: f.Product,
		Opportunity: f.Opportunity, Sort: backlog.Sort(f.Sort)}
}

func listItems(tx *database.Tx, in *struct {
	PageIn
	ItemFilter
}) (PageOut[itemView], error) {
	found, err := backlog.List(tx, in.filter(), in.request())
	return pageOf(found, viewItem), err
}

func getItem(tx *database.Tx, in *PathID) (itemView, error) {
	l, err := backlog.Load(tx, in.ID)
	return viewItem(l), err
}

func addItem(tx *database.Tx, in *struct{ Body itemInput }) (itemView, error) {
	i, err := backlog.Create(tx, in.Body.input())
	if err != nil {
		return itemView{}, err
	}
	return getItem(tx, &PathID{i.ID})
}

func changeItem(tx *database.Tx, in *struct {
	PathID
	Match
	Body itemPatch
}) (itemView, error) {
	if _, err := backlog.Change(tx, in.ID, in.version(), in.Body.patch()); err != nil {
		return itemView{}, err
	}
	return getItem(tx, &in.PathID)
}

func changeItems(tx *database.Tx, in *struct {
	Body struct {
		IDs   []id.ID   `json:"ids" minItems:"1" maxItems:"200" uniqueItems:"true"`
		Patch itemPatch `json:"patch"`
	}
}) (PageOut[itemView], error) {
	if err := backlog.ChangeAll(tx, in.Body.IDs, in.Body.Patch.patch()); err != nil {
		return PageOut[itemView]{}, err
	}
	found, err := backlog.LoadAll(tx, in.Body.IDs)
	return all(found, viewItem), err
}

func removeItem(tx *database.Tx, in *struct {
	PathID
	Match
}) (none, error) {
	return none{}, backlog.Remove(tx, in.ID, in.version())
}

func moveItem(tx *database.Tx, in *struct {
	PathID
	Body struct {
		After  id.ID `json:"after,omitempty" doc:"The item to stand behind"`
		Before id.ID `json:"before,omitempty" doc:"Without after: the item to stand before"`
	}
}) (itemView, error) {
	if err := backlog.Move(tx, in.ID, in.Body.After, in.Body.Before); err != nil {
		return itemView{}, err
	}
	return getItem(tx, &in.PathID)
}

func voteItem(tx *database.Tx, in *PathID) (itemView, error) {
	if err := backlog.Vote(tx, in.ID); err != nil {
		return itemView{}, err
	}
	return getItem(tx, in)
}

func unvoteItem(tx *database.Tx, in *PathID) (itemView, error) {
	if err := backlog.Unvote(tx, in.ID); err != nil {
		return itemView{}, err
	}
	return getItem(tx, in)
}
