/** The origin of an email event: a WorkMail rule, a receipt rule of Amazon SES, or an SES sending event. */
export type EmailSource = "workmail" | "ses-receipt" | "ses-sending";
