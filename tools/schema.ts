import { writeFileSync } from "node:fs";
import { settingsJsonSchema } from "./generated/settings-json-schema";

writeFileSync("workmail.schema.json", settingsJsonSchema());
