// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/result.h"

#include <QList>
#include <QString>

namespace lanescope::crawl {

/// RETRY_HTTP_CODES as a person writes them: "500 503 429", or with commas. Empty: none. The error is a sentence that
/// quotes what is no status.
Result<QList<int>> retryCodesFrom(const QString& text);
QString retryCodesText(const QList<int>& codes);

} // namespace lanescope::crawl
