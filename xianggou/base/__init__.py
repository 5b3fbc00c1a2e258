"""What every room stands on: trail, access, places, people, files, sheets, documents, pages, ledger."""
