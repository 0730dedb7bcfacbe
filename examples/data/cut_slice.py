"""Cut the example's slice of real invoices out of the full "Online Retail" file.

    python cut_slice.py online_retail.parquet online_retail_slice.csv

The cut is a rule, not a sample: the same file gives the same slice, byte for byte. Only whole
invoices are taken, in the file's own order, and no value is changed. Needs pandas and pyarrow.
"""

import sys

import pandas as pd  # type: ignore[import-untyped, unused-ignore]

FIRST, BEFORE = "2011-08-12", "2011-10-01"
LONGEST_ORDER = 25  # rows; longer orders would fill the slice with a few large customers
STOCK_TAKING = "2011-08-31"  # a day with many free and negative rows that name no customer
LONGEST_ANONYMOUS = 3  # rows; the longer ones of that day are ordinary shop sales


def chosen_invoices(rows: pd.DataFrame) -> set[str]:
    """The invoice numbers of the slice.

    - Orders of known customers from `FIRST` to before `BEFORE`, at most `LONGEST_ORDER` rows long,
      which a later cancellation of the same customer and product follows, or which hold an unusual
      row: free, priced finer than a penny, or neither goods nor parcel post.
    - The cancellations that follow them, and these customers' later ones without any goods.
    - Short invoices without a customer on the stock-taking day, and the adjustments of bad debt.
    """
    length = rows.groupby("InvoiceNo")["InvoiceNo"].transform("size")
    known = rows["CustomerID"].notna()
    cancels = rows["InvoiceNo"].str.startswith("C")
    goods = rows["StockCode"].str[:5].str.isdigit()
    price = rows["UnitPrice"]
    unusual = (price <= 0) | (price != price.round(2)) | ~(goods | (rows["StockCode"] == "POST"))

    in_period = rows["InvoiceDate"].between(FIRST, BEFORE, inclusive="left")
    candidate = known & ~cancels & in_period & (length <= LONGEST_ORDER)
    pairs = rows[candidate & goods].merge(
        rows[known & cancels & goods], on=["CustomerID", "StockCode"], suffixes=("", "_back")
    )
    pairs = pairs[pairs["InvoiceDate"] <= pairs["InvoiceDate_back"]]
    orders = {*pairs["InvoiceNo"], *rows.loc[candidate & unusual, "InvoiceNo"]}

    customers = rows.loc[rows["InvoiceNo"].isin(orders), "CustomerID"]
    holds_goods = goods.groupby(rows["InvoiceNo"]).transform("any")
    credit = cancels & ~holds_goods & rows["CustomerID"].isin(customers)
    credit &= rows["InvoiceDate"] >= FIRST

    stock_taking = rows["InvoiceDate"].dt.strftime("%Y-%m-%d") == STOCK_TAKING
    bad_debt = rows["InvoiceNo"].str.startswith("A")
    anonymous = ~known & (stock_taking & (length <= LONGEST_ANONYMOUS) | bad_debt)
    return {*orders, *pairs["InvoiceNo_back"], *rows.loc[credit | anonymous, "InvoiceNo"]}


def main(source: str, target: str) -> None:
    """Write the slice of the parquet file `source` to the CSV file `target`."""
    rows = pd.read_parquet(source)
    rows = rows[rows["InvoiceNo"].isin(chosen_invoices(rows))]
    whole = {"Quantity": "int64", "CustomerID": "Int64"}  # stored as floats in the source
    rows.astype(whole).to_csv(target, index=False, lineterminator="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
