// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/url/url_patterns.h"

#include <QCoreApplication>

#include <algorithm>

namespace lanescope::crawl {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("UrlPatterns", text);
}

/// Returns what is wrong with one of them.
QString compileAll(const QString& patterns, std::vector<QRegularExpression>& into)
{
    for (const QString& pattern : patterns.simplified().split(u' ', Qt::SkipEmptyParts)) {
        QRegularExpression expression(pattern);
        if (!expression.isValid())
            return tr("'%1' is not a pattern: %2 at character %3. Patterns are regular expressions, separated by "
                      "blanks.")
                .arg(pattern, expression.errorString())
                .arg(expression.patternErrorOffset() + 1);
        expression.optimize(); // now, and not in the first thread that uses it
        into.push_back(std::move(expression));
    }
    return {};
}

bool isFoundIn(const std::vector<QRegularExpression>& expressions, const QString& url)
{
    return std::ranges::any_of(expressions,
                               [&url](const auto& expression) { return expression.match(url).hasMatch(); });
}

} // namespace

Result<UrlPatterns> UrlPatterns::compile(const QString& allow, const QString& deny)
{
    UrlPatterns patterns;
    QString complaint = compileAll(allow, patterns.m_allow);
    if (complaint.isEmpty())
        complaint = compileAll(deny, patterns.m_deny);
    if (!complaint.isEmpty())
        return Error{complaint.toStdString()};
    return patterns;
}

bool UrlPatterns::admits(const Url& url) const
{
    if (isEmpty())
        return true;
    const QString text = QString::fromLatin1(url.text());
    return !isFoundIn(m_deny, text) && (m_allow.empty() || isFoundIn(m_allow, text));
}

} // namespace lanescope::crawl
