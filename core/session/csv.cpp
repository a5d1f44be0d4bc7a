// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/csv.h"

#include "core/session/json_text.h"

#include <algorithm>

namespace lanescope::session {
namespace {

QByteArray numberText(double value)
{
    return QByteArray::fromStdString(jsonNumber(value));
}

QByteArray csvText(const QString& text)
{
    constexpr QLatin1StringView kFormulaStarts("=+-@\t\r");
    QByteArray field = text.toUtf8();
    if (!text.isEmpty() && kFormulaStarts.contains(text.front()))
        field.prepend('\'');
    const bool special =
        std::any_of(field.begin(), field.end(), [](char c) { return c == ',' || c == '"' || c == '\n' || c == '\r'; });
    return special ? '"' + field.replace('"', "\"\"") + '"' : field;
}

struct CsvVisitor {
    QByteArray operator()(std::monostate) const { return {}; }
    QByteArray operator()(qint64 value) const { return QByteArray::number(value); }
    QByteArray operator()(double value) const { return numberText(value); }
    QByteArray operator()(bool value) const { return value ? "true" : "false"; }
    QByteArray operator()(const QString& value) const { return csvText(value); }
};

struct JsonVisitor : CsvVisitor {
    using CsvVisitor::operator();
    QByteArray operator()(std::monostate) const { return "null"; }
    QByteArray operator()(const QString& value) const
    {
        return QByteArray::fromStdString(jsonString(value.toStdString()));
    }
};

} // namespace

QByteArray csvLine(const std::vector<Cell>& cells)
{
    QByteArray line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0)
            line += ',';
        line += std::visit(CsvVisitor{}, cells[i]);
    }
    return line += "\r\n";
}

QByteArray jsonValue(const Cell& cell)
{
    return std::visit(JsonVisitor{}, cell);
}

} // namespace lanescope::session
