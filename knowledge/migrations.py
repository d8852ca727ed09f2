"""All migrations of the catalogue's file, in the order in which they are applied. Each room adds its own at the end."""

from knowledge.schema import SOURCES, Migration

CONVERSATIONS = Migration(
    "conversations and what people thought of the answers",
    (
        """CREATE TABLE conversations (
            id TEXT PRIMARY KEY,
            title TEXT NOT NULL,
            owner TEXT NOT NULL,
            created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL
        ) WITHOUT ROWID""",
        "CREATE INDEX conversations_by_owner ON conversations (owner, updated_at)",
        """CREATE TABLE exchanges (
            id TEXT PRIMARY KEY,
            conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            question TEXT NOT NULL,
            answer TEXT NOT NULL,
            asked_at TEXT NOT NULL,
            verdict TEXT CHECK (verdict IN ('up', 'down')),
            reason TEXT,
            UNIQUE (conversation_id, number)
        )""",
    ),
)

GAPS = Migration(
    "questions the library did not cover",
    (
        # Nothing says who asked: no person, no conversation, no address.
        """CREATE TABLE gaps (
            id INTEGER PRIMARY KEY,
            question TEXT NOT NULL,
            standalone TEXT NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('partial', 'not_covered')),
            missing_words TEXT NOT NULL,
            asked_at TEXT NOT NULL,
            closed_at TEXT
        )""",
        "CREATE INDEX gaps_by_time ON gaps (closed_at, asked_at)",
    ),
)

COLLECTIONS = Migration(
    "excerpts that people keep",
    (
        """CREATE TABLE collections (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            notes TEXT NOT NULL,
            owner TEXT NOT NULL,
            created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL
        ) WITHOUT ROWID""",
        "CREATE INDEX collections_by_owner ON collections (owner, updated_at)",
        # quote is the words as they were kept; NULL once the source has been erased.
        """CREATE TABLE collection_items (
            id TEXT PRIMARY KEY,
            collection_id TEXT NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            source_id TEXT NOT NULL,
            version INTEGER NOT NULL,
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            note TEXT NOT NULL,
            quote TEXT,
            added_at TEXT NOT NULL,
            UNIQUE (collection_id, source_id, version, start, "end")
        )""",
        "CREATE INDEX collection_items_by_source ON collection_items (source_id)",
        # In the transaction that erases a source, so that its words are nowhere left.
        """CREATE TRIGGER collections_forget_erased AFTER UPDATE OF status ON sources WHEN new.status = 'erased' BEGIN
            UPDATE collection_items SET quote = NULL WHERE source_id = new.id;
        END""",
    ),
)

HISTORY = Migration(
    "who changed a source, and when",
    (
        """CREATE TABLE deeds (
            id INTEGER PRIMARY KEY,
            source_id TEXT NOT NULL,
            deed TEXT NOT NULL,
            by TEXT NOT NULL,
            at TEXT NOT NULL,
            note TEXT NOT NULL
        )""",
        "CREATE INDEX deeds_by_source ON deeds (source_id)",
        """CREATE TRIGGER deeds_forget_erased AFTER UPDATE OF status ON sources WHEN new.status = 'erased' BEGIN
            UPDATE deeds SET note = '' WHERE source_id = new.id;
        END""",
    ),
)

UPLOADS = Migration(
    "files that trainers have uploaded and not yet dealt with",
    (
        """CREATE TABLE uploads (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            size INTEGER NOT NULL,
            content_hash TEXT NOT NULL,
            added_by TEXT NOT NULL,
            uploaded_at TEXT NOT NULL,
            state TEXT NOT NULL,
            replaces TEXT,
            changes TEXT NOT NULL,
            outcome TEXT
        )""",
    ),
)

# Which part of an answer, as `Conversations` keeps it (JSON of `knowledge.answer.Answer`), is of an erased source.
_CITED = "SELECT 1 FROM json_each(answer, '$.citations') WHERE json_extract(value, '$.source_id') = new.id"
_NEAR = "SELECT 1 FROM json_each(answer, '$.nearest') WHERE json_extract(value, '$.passage.source_id') = new.id"
_CITATIONS = """SELECT json_group_array(json(iif(
    json_extract(value, '$.source_id') = new.id, json_set(value, '$.quote', ''), value)))
    FROM json_each(answer, '$.citations')"""
_NEAREST = """SELECT json_group_array(json(value)) FROM json_each(answer, '$.nearest')
    WHERE json_extract(value, '$.passage.source_id') <> new.id"""
_STATEMENTS = """SELECT json_group_array(json(iif(
    EXISTS (
        SELECT 1 FROM json_each(one.value, '$.citations') AS mark JOIN json_each(answer, '$.citations') AS cited
        ON json_extract(cited.value, '$.number') = mark.value AND json_extract(cited.value, '$.source_id') = new.id
    ),
    json_set(one.value, '$.text', '[The words are not shown: their source was erased from the library.]'),
    one.value)))
    FROM json_each(block.value, '$.statements') AS one"""
_BLOCKS = f"""SELECT json_group_array(json_set(block.value, '$.statements', json(({_STATEMENTS}))))
    FROM json_each(answer, '$.blocks') AS block"""

FORGETTING = Migration(
    "kept answers forget the words of erased sources",
    (
        # In the transaction that erases a source. What a model wrote and was held back may repeat the source's words.
        f"""CREATE TRIGGER conversations_forget_erased AFTER UPDATE OF status ON sources
        WHEN new.status = 'erased' BEGIN
            UPDATE exchanges SET answer = json_set(
                answer,
                '$.citations', json(({_CITATIONS})),
                '$.nearest', json(({_NEAREST})),
                '$.blocks', json(({_BLOCKS})),
                '$.held_back', json('[]')
            ) WHERE EXISTS ({_CITED}) OR EXISTS ({_NEAR});
        END""",
        # Sources that were erased before this was known: the trigger runs for them now.
        "UPDATE sources SET status = status WHERE status = 'erased'",
    ),
)

ROLES = Migration(
    "which roles stand for which names in a source",
    (
        """CREATE TABLE kept_roles (
            number INTEGER PRIMARY KEY,
            source_id TEXT NOT NULL REFERENCES sources (id),
            words TEXT NOT NULL,
            role TEXT NOT NULL,
            UNIQUE (source_id, words)
        )""",
        """CREATE TRIGGER roles_forget_erased AFTER UPDATE OF status ON sources WHEN new.status = 'erased' BEGIN
            DELETE FROM kept_roles WHERE source_id = new.id;
        END""",
        # NULL: nobody has chosen; then the roles of the source apply that the upload is a new version of.
        "ALTER TABLE uploads ADD COLUMN roles TEXT",
        "ALTER TABLE uploads ADD COLUMN keeps_roles INTEGER NOT NULL DEFAULT 1",
    ),
)

PASSAGE_WORDS = Migration(
    "the words of a passage, ready for scoring",
    # NULL in what was published before, until a program that writes has opened the library.
    ("ALTER TABLE passages ADD COLUMN words TEXT",),
)

WORD_PLACES = Migration(
    "where each word stands",
    ("CREATE VIRTUAL TABLE passages_places USING fts5vocab (passages_fts, 'instance')",),
)

MIGRATIONS: tuple[Migration, ...] = (
    SOURCES,
    CONVERSATIONS,
    GAPS,
    COLLECTIONS,
    HISTORY,
    UPLOADS,
    FORGETTING,
    ROLES,
    PASSAGE_WORDS,
    WORD_PLACES,
)
