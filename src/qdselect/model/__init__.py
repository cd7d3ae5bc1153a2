"""Words of the product: elements, fields, vocabularies, the question, the documents."""
