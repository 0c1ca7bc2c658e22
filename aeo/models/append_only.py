"""Tables whose rows are written once: the database refuses to change or delete them."""


def append_only(table: str, *, deletable: str = "") -> dict[str, tuple[str, ...]]:
    """Dialect → statements that make the triggers; they may be run at any time.

    ``deletable`` is a condition on ``OLD`` under which a row may be deleted after all.
    """
    name, message = f"{table}_append_only", f"{table} is append-only"
    kept = f" WHEN NOT ({deletable})" if deletable else ""
    go = f"IF TG_OP = 'DELETE' AND {deletable} THEN RETURN OLD; END IF;" if deletable else ""
    return {
        "sqlite": (
            f"DROP TRIGGER IF EXISTS {name}_update",
            f"CREATE TRIGGER {name}_update BEFORE UPDATE ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{message}'); END",
            f"DROP TRIGGER IF EXISTS {name}_delete",
            f"CREATE TRIGGER {name}_delete BEFORE DELETE ON {table}{kept}"
            f" BEGIN SELECT RAISE(ABORT, '{message}'); END",
        ),
        "postgresql": (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" {go} RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END $$",
            f"DROP TRIGGER IF EXISTS {name} ON {table}",
            f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {name}()",
        ),
    }
