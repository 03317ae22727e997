import { writeFileSync } from "node:fs";
import { settingsJsonSchema } from "./generators/settings-json-schema";

writeFileSync("workmail.schema.json", settingsJsonSchema());
