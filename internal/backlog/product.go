package backlog

import (
	"regexp"
	"strings"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Product is what is sold or offered. Its items are numbered under its key: HAR-12.
type Product struct {
	database.Meta
	Key  string
	Name string
}

// MaxProducts is how many products a workspace may have.
const MaxProducts = 200

var productKey = regexp.MustCompile(`^[A-Z][A-Z0-9]{1,9}$`)

func (p *Product) check() error {
	p.Key, p.Name = strings.ToUpper(strings.TrimSpace(p.Key)), strings.TrimSpace(p.Name)
	var c fault.Check
	c.Line("/name", p.Name, 1, 100)
	c.That(productKey.MatchString(p.Key), "/key",
		"must be two to ten letters or digits and begin with a letter, such as HAR")
	return c.Err()
}

// AddProduct adds a product. The key must be free.
func AddProduct(tx *database.Tx, key, name string) (Product, error) {
	p := Product{Key: key, Name: name}
	if err := people.Can(tx.Actor, people.WriteBacklog); err != nil {
		return p, err
	}
	if err := p.check(); err != nil {
		return p, err
	}
	have, err := Products(tx)
	switch {
	case err != nil:
		return p, err
	case len(have) >= MaxProducts:
		return p, fault.New(fault.Conflict, "A workspace has at most %d products.", MaxProducts)
	}
	if err := refuseTaken(have, p); err != nil {
		return p, err
	}
	if err := tx.Insert("product", &p); err != nil {
		return p, err
	}
	return p, audit.Log(tx, "created", p.ID, map[string]any{"key": p.Key})
}

// ChangeProduct renames a product; nil leaves a field as it is. With the key the names of all
// its items change.
func ChangeProduct(
	tx *database.Tx, product id.ID, version int64, key, name *string,
) (Product, error) {
	if err := people.Can(tx.Actor, people.WriteBacklog); err != nil {
		return Product{}, err
	}
	p, err := database.GetVersion[Product](tx, "product", product, version)
	if err != nil {
		return p, err
	}
	set(&p.Key, key)
	set(&p.Name, name)
	if err := p.check(); err != nil {
		return p, err
	}
	have, err := Products(tx)
	if err != nil {
		return p, err
	}
	if err := refuseTaken(have, p); err != nil {
		return p, err
	}
	if err := tx.Update("product", &p); err != nil {
		return p, err
	}
	return p, audit.Log(tx, "updated", p.ID, map[string]any{"key": p.Key, "name": p.Name})
}

func refuseTaken(have []Product, p Product) error {
	for _, other := range have {
		if other.Key == p.Key && other.ID != p.ID {
			return fault.New(fault.Conflict, "%s is the key of %q already. Choose another.",
				p.Key, other.Name)
		}
	}
	return nil
}

// Products lists the workspace's products, the oldest first.
func Products(tx *database.Tx) ([]Product, error) {
	return database.List[Product](tx, "SELECT "+database.Columns[Product]("")+` FROM product
		WHERE workspace_id = $1 ORDER BY id LIMIT 1000`, tx.Workspace)
}

// productFor finds the product an item is to belong to: the one named, or else the oldest,
// which is made when the workspace has none.
func productFor(tx *database.Tx, product id.ID) (Product, error) {
	if product != "" {
		p, err := database.Get[Product](tx, "product", product)
		if fault.Is(err, fault.NotFound) {
			err = fault.At("/product_id", "names no product of this workspace")
		}
		return p, err
	}
	have, err := Products(tx)
	if err != nil || len(have) > 0 {
		return first(have), err
	}
	return AddProduct(tx, "PRD", "Product")
}

func first[T any](list []T) T {
	if len(list) == 0 {
		var none T
		return none
	}
	return list[0]
}

func set[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}
