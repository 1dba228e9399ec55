"""How the processes of PeduliBot run: embedded on one machine, or apart on many."""
