// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/frontier/retry_codes.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringList>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;

Result<QList<int>> retryCodesFrom(const QString& text)
{
    static const QRegularExpression kBetween(u"[\\s,;]+"_s);
    QList<int> codes;
    for (const QString& word : text.split(kBetween, Qt::SkipEmptyParts)) {
        bool isNumber = false;
        const int code = word.toInt(&isNumber);
        if (!isNumber || code < 100 || code > 599)
            return Error{QCoreApplication::translate("RetryCodes",
                                                     "retry_http_codes: “%1” is no status. Name numbers from "
                                                     "100 to 599 with blanks between, such as 500 503.")
                             .arg(word)
                             .toStdString()};
        if (!codes.contains(code))
            codes.append(code);
    }
    return codes;
}

QString retryCodesText(const QList<int>& codes)
{
    QStringList words;
    for (const int code : codes)
        words.append(QString::number(code));
    return words.join(u' ');
}

} // namespace lanescope::crawl
